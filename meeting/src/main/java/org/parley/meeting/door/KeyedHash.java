// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 with the installation's key: who steals the database alone can't try passcodes against it. May
/// be called from any thread.
public final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";
    private final SecretKeySpec key;

    /// @param key at least 32 bytes
    public KeyedHash(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("the installation's key has at least 32 bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /// @param purpose keeps hashes for different uses apart
    /// @param parts what is hashed; each is delimited, so no two lists of parts give the same input
    public Digest of(String purpose, String... parts) {
        return new Digest(HexFormat.of().formatHex(mac(purpose, parts)));
    }

    byte[] mac(String purpose, String... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            update(mac, purpose);
            for (String part : parts) {
                update(mac, part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static void update(Mac mac, String part) {
        byte[] bytes = part.getBytes(UTF_8);
        mac.update((byte) (bytes.length >>> 24));
        mac.update((byte) (bytes.length >>> 16));
        mac.update((byte) (bytes.length >>> 8));
        mac.update((byte) bytes.length);
        mac.update(bytes);
    }

    @Override
    public String toString() {
        return "KeyedHash[…]";
    }
}
