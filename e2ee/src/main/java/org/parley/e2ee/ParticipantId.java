// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee;

import java.util.regex.Pattern;

/// The id by which the signalling protocol names a participant.
public record ParticipantId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public ParticipantId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a participant's id is 1 to 64 letters, digits, hyphens, underscores");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
