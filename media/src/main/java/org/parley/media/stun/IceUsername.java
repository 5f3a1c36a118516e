// SPDX-License-Identifier: Apache-2.0
package org.parley.media.stun;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// USERNAME of a connectivity check (RFC 8445 §7.2.2).
///
/// @param receiver username fragment of whoever the check is sent to
/// @param sender username fragment of whoever sent the check
public record IceUsername(String receiver, String sender) {
    /// RFC 8839 §5.4: 4 to 256 of these characters.
    private static boolean isFragment(String text) {
        return text.length() >= 4 && text.length() <= 256 && text.chars().allMatch(IceUsername::isIceChar);
    }

    private static boolean isIceChar(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }

    static Optional<IceUsername> parse(byte[] value) {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        IceUsername name = new IceUsername(text.substring(0, colon), text.substring(colon + 1));
        return isFragment(name.receiver) && isFragment(name.sender) ? Optional.of(name) : Optional.empty();
    }
}
