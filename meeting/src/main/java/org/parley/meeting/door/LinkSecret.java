// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// The secret of a join or host link, behind its `#`, so that no server log has it.
public record LinkSecret(String text) {
    /// 160 bits: out of reach of guessing at any rate.
    private static final int BYTES = 20;

    private static final int KEY_BYTES = 32;
    private static final byte[] LABEL = "Parley link door".getBytes(US_ASCII);

    /// @param random cryptographically strong
    public static LinkSecret draw(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new LinkSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// The half of it that the door checks (HKDF-SHA256, RFC 5869, without salt).
    public LinkKey key() {
        try {
            byte[] key = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(text.getBytes(US_ASCII))
                            .thenExpand(LABEL, KEY_BYTES));
            return new LinkKey(Base64.getUrlEncoder().withoutPadding().encodeToString(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 25 has HKDF-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return "LinkSecret[…]";
    }
}
