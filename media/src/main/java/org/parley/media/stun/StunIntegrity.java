// SPDX-License-Identifier: Apache-2.0
package org.parley.media.stun;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// MESSAGE-INTEGRITY and FINGERPRINT (RFC 8489 §14.5, §14.7). Both are computed over the message up to
/// themselves, with a length in the header as if it ended behind them.
final class StunIntegrity {
    static final int MAC_LENGTH = 20;
    private static final int FINGERPRINT_XOR = 0x5354_554e;

    private StunIntegrity() {}

    /// @param at where the attribute starts
    static boolean isRight(byte[] message, int at, byte[] value, byte[] password) {
        return MessageDigest.isEqual(mac(message, at, password), value);
    }

    static byte[] mac(byte[] message, int at, byte[] password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password, "HmacSHA1"));
            mac.update(message, 0, 2);
            int length = at + 4 + MAC_LENGTH - StunMessage.HEADER;
            mac.update((byte) (length >>> 8));
            mac.update((byte) length);
            mac.update(message, 4, at - 4);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC-SHA1", e);
        }
    }

    /// @param at where the attribute starts; it is the last one, so the length in the header is right as it
    ///     stands
    static int fingerprint(byte[] message, int at) {
        CRC32 crc = new CRC32();
        crc.update(message, 0, at);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }
}
