// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// Who takes part: the same over reloads and reconnections, until the participant has left.
public record ParticipantId(String value) {
    public ParticipantId {
        if (value.isEmpty() || value.length() > 64) {
            throw new IllegalArgumentException("a participant id has 1 to 64 characters, not " + value.length());
        }
    }
}
