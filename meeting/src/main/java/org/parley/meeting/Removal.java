// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;

/// Somebody who is kept out until the meeting ends or a host lifts it.
///
/// @param id the participant's, in the meeting they were removed from
/// @param name as it was then: for the host to know whom to let back in, not what is compared
/// @param subscriber the account, if they were signed in
public record Removal(
        String id,
        String name,
        Digest resume,
        @Nullable Digest device,
        @Nullable String subscriber,
        Instant at) {
    static Removal of(Participant p, Instant at) {
        return new Removal(p.id().value(), p.name(), p.resume(), p.device(), p.subscriber(), at);
    }

    /// Whether this is the same person, as far as an account, a browser or a token can tell.
    boolean is(Participant p) {
        return resume.equals(p.resume())
                || p.hasDevice(device)
                || (subscriber != null && subscriber.equals(p.subscriber()));
    }

    @Override
    public String toString() {
        return "Removal[" + id + "]";
    }
}
