// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.parley.e2ee.Bytes;

/// The cipher suites of our groups, as far as somebody outside of a group needs them: hashes and signatures with
/// labels (RFC 9420 §5.1.2, §5.2), and how long public keys are. On the JDK's own algorithms, so from any thread.
public enum Suite {
    /// MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519 (RFC 9420 §17.1).
    CLASSICAL(1, "SHA-256", 32, 32),
    /// MLS_256_XWING_AES256GCM_SHA512_Ed25519, a number without a registration: X-Wing
    /// (draft-connolly-cfrg-xwing-kem) is ML-KEM-768 and X25519 together.
    POST_QUANTUM(83, "SHA-512", 64, 1216);

    /// Of Ed25519, in both.
    public static final int SIGNATURE_KEY_LENGTH = 32;

    private final int id;
    private final String hash;
    private final int hashLength;
    private final int keyLength;

    Suite(int id, String hash, int hashLength, int keyLength) {
        this.id = id;
        this.hash = hash;
        this.hashLength = hashLength;
        this.keyLength = keyLength;
    }

    /// What stands for it on the wire.
    public int id() {
        return id;
    }

    public int hashLength() {
        return hashLength;
    }

    /// Of a public key that is encrypted to.
    public int keyLength() {
        return keyLength;
    }

    public static Optional<Suite> of(int id) {
        return Arrays.stream(values()).filter(suite -> suite.id == id).findFirst();
    }

    static Suite read(Reader in) throws Malformed {
        return of(in.uint16()).orElseThrow(() -> new Malformed("an unknown cipher suite"));
    }

    public static final int SIGNATURE_LENGTH = 64;
    /// RFC 8410 §4: what stands before the 32 bytes of an Ed25519 key in X.509.
    private static final byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    public Bytes hash(byte[] input) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance(hash).digest(input));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + hash, e);
        }
    }

    /// RFC 9420 §5.2.
    public Bytes refHash(String label, byte[] value) {
        return hash(new Writer()
                .opaque(label.getBytes(StandardCharsets.US_ASCII))
                .opaque(value)
                .toByteArray());
    }

    /// RFC 9420 §5.1.2. False for a key that is none, too.
    public static boolean verifyWithLabel(Bytes publicKey, String label, byte[] content, Bytes signature) {
        if (publicKey.length() != SIGNATURE_KEY_LENGTH || signature.length() != SIGNATURE_LENGTH) {
            return false;
        }
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(publicKey(publicKey));
            verifier.update(signContent(label, content));
            return verifier.verify(signature.toArray());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    public static Bytes signWithLabel(PrivateKey key, String label, byte[] content) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(signContent(label, content));
            return Bytes.copyOf(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 private key", e);
        }
    }

    /// The 32 bytes of a key of the JDK's.
    public static Bytes rawPublicKey(PublicKey key) {
        var encoded = key.getEncoded();
        return Bytes.copyOf(encoded, KEY_PREFIX.length, encoded.length);
    }

    private static PublicKey publicKey(Bytes raw) throws GeneralSecurityException {
        var encoded = new byte[KEY_PREFIX.length + SIGNATURE_KEY_LENGTH];
        System.arraycopy(KEY_PREFIX, 0, encoded, 0, KEY_PREFIX.length);
        raw.copyInto(encoded, KEY_PREFIX.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static byte[] signContent(String label, byte[] content) {
        return new Writer()
                .opaque(("MLS 1.0 " + label).getBytes(StandardCharsets.US_ASCII))
                .opaque(content)
                .toByteArray();
    }
}
