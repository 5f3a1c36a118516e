// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a link shows at the door: made from the link's secret by a one-way function, so that the secret
/// itself never gets here.
///
/// @param text 32 bytes as base64url
public record LinkKey(String text) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    public LinkKey {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a link's key has 43 characters of base64url");
        }
    }

    public static Optional<LinkKey> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new LinkKey(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return "LinkKey[…]";
    }
}
