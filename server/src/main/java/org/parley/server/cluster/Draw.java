// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.util.Base64;
import java.util.random.RandomGenerator;
import org.parley.meeting.ParticipantId;

/// Draws what a meeting needs to be unique.
///
/// @param random cryptographically strong
record Draw(RandomGenerator random) {
    private static final int BYTES = 12;

    ParticipantId participant() {
        return new ParticipantId(text("p"));
    }

    /// An id of a media transport.
    String endpoint() {
        return text("m");
    }

    int csrc() {
        return random.nextInt(1, Integer.MAX_VALUE);
    }

    private String text(String prefix) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
