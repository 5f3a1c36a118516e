// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.parley.e2ee.mls.Writer;

/// HKDF, HMAC and AEAD of suite 1, with MLS's labels (RFC 9420 §8). From any thread.
final class Kdf {
    static final int LENGTH = 32;
    static final int KEY_LENGTH = 16;
    static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private Kdf() {}

    static byte[] hmac(byte[] key, byte[] input) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[LENGTH] : key, "HmacSHA256"));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /// RFC 5869 §2.2.
    static byte[] extract(byte[] salt, byte[] inputKey) {
        return hmac(salt, inputKey);
    }

    /// RFC 5869 §2.3.
    static byte[] expand(byte[] secret, byte[] info, int length) {
        var out = new byte[length];
        var block = new byte[0];
        for (int at = 0, counter = 1; at < length; at += LENGTH, counter++) {
            block = hmac(
                    secret, new Writer().raw(block).raw(info).uint8(counter).toByteArray());
            System.arraycopy(block, 0, out, at, Math.min(LENGTH, length - at));
        }
        return out;
    }

    static byte[] expandWithLabel(byte[] secret, String label, byte[] context, int length) {
        var info = new Writer()
                .uint16(length)
                .opaque(("MLS 1.0 " + label).getBytes(StandardCharsets.US_ASCII))
                .opaque(context)
                .toByteArray();
        return expand(secret, info, length);
    }

    static byte[] deriveSecret(byte[] secret, String label) {
        return expandWithLabel(secret, label, new byte[0], LENGTH);
    }

    static byte[] seal(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext) {
        try {
            return gcm(Cipher.ENCRYPT_MODE, key, nonce, associated, plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    static byte[] open(byte[] key, byte[] nonce, byte[] associated, byte[] ciphertext) throws MlsException {
        try {
            return gcm(Cipher.DECRYPT_MODE, key, nonce, associated, ciphertext);
        } catch (GeneralSecurityException e) {
            throw new MlsException("not encrypted for this epoch, or changed on the way", e);
        }
    }

    static byte[] xorInto(byte[] nonce, byte[] guard) {
        var guarded = Arrays.copyOf(nonce, nonce.length);
        for (var i = 0; i < guard.length; i++) {
            guarded[i] ^= guard[i];
        }
        return guarded;
    }

    private static byte[] gcm(int mode, byte[] key, byte[] nonce, byte[] associated, byte[] input)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated);
        return cipher.doFinal(input);
    }
}
