// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.parley.e2ee.sframe.SFrameException.Reason;

/// Key and salt of one key id (RFC 9605 §4.4.2). Knows nothing of counters that were used. From any thread.
final class FrameKey {
    private final SecretKeySpec key;
    private final byte[] salt;

    private FrameKey(byte[] key, byte[] salt) {
        this.key = new SecretKeySpec(key, "AES");
        this.salt = salt;
    }

    static FrameKey derive(CipherSuite suite, byte[] baseKey, long keyId) {
        var secret = hmac(suite, new byte[suite == CipherSuite.AES_128_GCM_SHA256_128 ? 32 : 64], baseKey);
        return new FrameKey(
                expand(suite, secret, label("SFrame 1.0 Secret key ", suite, keyId), suite.keyLength),
                expand(suite, secret, label("SFrame 1.0 Secret salt ", suite, keyId), CipherSuite.NONCE_LENGTH));
    }

    byte[] key() {
        return key.getEncoded();
    }

    byte[] salt() {
        return salt.clone();
    }

    /// `clear`, then the header, then the ciphertext; `clear` and header are authenticated.
    byte[] seal(Header header, byte[] clear, byte[] plaintext) {
        var start = clear.length + header.length();
        var out = Arrays.copyOf(clear, start + plaintext.length + CipherSuite.TAG_LENGTH);
        header.encode(out, clear.length);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, header.counter());
            cipher.updateAAD(out, clear.length, header.length());
            cipher.updateAAD(clear);
            cipher.doFinal(plaintext, 0, plaintext.length, out, start);
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /// The plaintext of a frame whose first `clearLength` bytes are clear.
    byte[] open(Header header, byte[] frame, int clearLength) throws SFrameException {
        var start = clearLength + header.length();
        if (frame.length - start < CipherSuite.TAG_LENGTH) {
            throw new SFrameException(Reason.MALFORMED);
        }
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, header.counter());
            cipher.updateAAD(frame, clearLength, header.length());
            cipher.updateAAD(frame, 0, clearLength);
            return cipher.doFinal(frame, start, frame.length - start);
        } catch (GeneralSecurityException e) {
            throw new SFrameException(Reason.WRONG_TAG);
        }
    }

    private Cipher cipher(int mode, long counter) throws GeneralSecurityException {
        var nonce = salt.clone();
        for (var i = 0; i < Long.BYTES; i++) {
            nonce[CipherSuite.NONCE_LENGTH - 1 - i] ^= (byte) (counter >>> (8 * i));
        }
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * CipherSuite.TAG_LENGTH, nonce));
        return cipher;
    }

    private static byte[] label(String text, CipherSuite suite, long keyId) {
        var start = text.getBytes(StandardCharsets.US_ASCII);
        var label = Arrays.copyOf(start, start.length + Long.BYTES + Short.BYTES);
        for (var i = 0; i < Long.BYTES; i++) {
            label[start.length + i] = (byte) (keyId >>> (8 * (Long.BYTES - 1 - i)));
        }
        label[label.length - 1] = (byte) suite.id;
        return label;
    }

    /// RFC 5869 §2.3, for what fits into one block.
    private static byte[] expand(CipherSuite suite, byte[] secret, byte[] info, int length) {
        var input = Arrays.copyOf(info, info.length + 1);
        input[info.length] = 1;
        return Arrays.copyOf(hmac(suite, secret, input), length);
    }

    private static byte[] hmac(CipherSuite suite, byte[] key, byte[] input) {
        try {
            var mac = Mac.getInstance(suite.hmac());
            mac.init(new SecretKeySpec(key, suite.hmac()));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-2", e);
        }
    }
}
