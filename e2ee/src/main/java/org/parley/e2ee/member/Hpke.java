// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.HpkeCiphertext;
import org.parley.e2ee.mls.Writer;

/// Public-key encryption of suite 1 (RFC 9180, RFC 9420 §5.1.3), on Bouncy Castle's HPKE. From any thread: an
/// instance of it serves one call.
final class Hpke {
    private Hpke() {}

    /// A key pair; can't print itself.
    static final class Keys {
        private final byte[] secret;
        final Bytes publicKey;

        private Keys(byte[] secret, Bytes publicKey) {
            this.secret = secret;
            this.publicKey = publicKey;
        }

        @Override
        public String toString() {
            return "Keys(" + publicKey + ")";
        }
    }

    static Keys generate(SecureRandom random) {
        var seed = new byte[Kdf.LENGTH];
        random.nextBytes(seed);
        return derive(seed);
    }

    /// RFC 9180 §7.1.3.
    static Keys derive(byte[] seed) {
        var hpke = hpke();
        var pair = hpke.deriveKeyPair(seed);
        return new Keys(
                hpke.serializePrivateKey(pair.getPrivate()), Bytes.copyOf(hpke.serializePublicKey(pair.getPublic())));
    }

    static HpkeCiphertext encryptWithLabel(
            Bytes to, String label, byte[] context, byte[] plaintext, SecureRandom random) throws MlsException {
        try {
            var hpke = hpke();
            var seed = new byte[Kdf.LENGTH];
            random.nextBytes(seed);
            var sender = hpke.setupBaseS(
                    hpke.deserializePublicKey(to.toArray()), info(label, context), hpke.deriveKeyPair(seed));
            var sealed = sender.seal(new byte[0], plaintext);
            return new HpkeCiphertext(Bytes.copyOf(sender.getEncapsulation()), Bytes.copyOf(sealed));
        } catch (InvalidCipherTextException | RuntimeException e) {
            throw new MlsException("a public key that can't be encrypted to", e);
        }
    }

    static byte[] decryptWithLabel(Keys keys, String label, byte[] context, HpkeCiphertext ciphertext)
            throws MlsException {
        try {
            var hpke = hpke();
            var pair = hpke.deserializePrivateKey(keys.secret, keys.publicKey.toArray());
            return hpke.setupBaseR(ciphertext.kemOutput().toArray(), pair, info(label, context))
                    .open(new byte[0], ciphertext.ciphertext().toArray());
        } catch (InvalidCipherTextException | RuntimeException e) {
            throw new MlsException("not encrypted to this key, or changed on the way", e);
        }
    }

    private static HPKE hpke() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
    }

    private static byte[] info(String label, byte[] context) {
        return new Writer()
                .opaque(("MLS 1.0 " + label).getBytes(StandardCharsets.US_ASCII))
                .opaque(context)
                .toByteArray();
    }
}
