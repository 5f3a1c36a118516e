// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Says in words which settings are other than they were.
final class Differences {
    private final List<String> found = new ArrayList<>();

    private Differences() {}

    /// Such as `chat=off share=host`.
    static String between(MeetingSettings before, MeetingSettings after) {
        var all = new Differences();
        all.of("chat", before.chat(), after.chat());
        all.of("endpointsOnly", before.endpointsOnly(), after.endpointsOnly());
        all.of("waitingRoom", before.waitingRoom(), after.waitingRoom());
        all.of("subscribersOnly", before.subscribersOnly(), after.subscribersOnly());
        all.of("chime", before.chime(), after.chime());
        all.of("unmute", before.unmute(), after.unmute());
        all.of("video", before.video(), after.video());
        all.of("share", before.share(), after.share());
        all.of("rename", before.rename(), after.rename());
        all.of("registeredOnly", before.registeredOnly(), after.registeredOnly());
        return String.join(" ", all.found);
    }

    private void of(String name, Object before, Object after) {
        if (!before.equals(after)) {
            found.add(name + "=" + after.toString().toLowerCase(Locale.ROOT));
        }
    }
}
