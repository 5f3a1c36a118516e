// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The JDK's own, by way of arrays on the heap: a packet costs some garbage.
final class JdkCounterMode implements CounterMode {
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final Mac hmac;
    private final byte[] counter = new byte[BLOCK];
    private final byte[] digest = new byte[MAC_LENGTH];
    private byte[] bytes = new byte[2_048];

    JdkCounterMode(byte[] key, byte[] macKey) {
        this.key = new SecretKeySpec(key, "AES");
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            hmac = Mac.getInstance("HmacSHA1");
            hmac.init(new SecretKeySpec(macKey, "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks AES-CTR or HMAC-SHA1", e);
        }
    }

    @Override
    public void crypt(MemorySegment counters, MemorySegment text, long offset, int length) {
        MemorySegment.copy(counters, ValueLayout.JAVA_BYTE, 0, counter, 0, BLOCK);
        load(text, offset, length);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
            cipher.doFinal(bytes, 0, length, bytes, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES in counter mode refused a packet", e);
        }
        MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, offset, length);
    }

    @Override
    public void authenticate(MemorySegment text, long offset, int length, MemorySegment mac) {
        load(text, offset, length);
        hmac.update(bytes, 0, length);
        try {
            hmac.doFinal(digest, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException(e);
        }
        MemorySegment.copy(digest, 0, mac, ValueLayout.JAVA_BYTE, 0, MAC_LENGTH);
    }

    private void load(MemorySegment text, long offset, int length) {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        MemorySegment.copy(text, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
    }

    @Override
    public void close() {
        // The keys' arrays are the provider's; the garbage collector takes them.
    }
}
