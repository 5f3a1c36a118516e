// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-GCM of the JDK, by way of arrays on the heap, which its provider handles faster than direct buffers.
final class JdkCiphers implements Ciphers {
    static final JdkCiphers INSTANCE = new JdkCiphers();

    private JdkCiphers() {}

    @Override
    public String name() {
        return "JDK";
    }

    @Override
    public Gcm sealer(byte[] key) {
        return new JdkGcm(key);
    }

    @Override
    public Gcm opener(byte[] key) {
        return new JdkGcm(key);
    }

    @Override
    public CounterMode counterMode(byte[] key, byte[] macKey) {
        return new JdkCounterMode(key, macKey);
    }

    private static final class JdkGcm implements Gcm {
        private static final int LARGEST = 65_535;

        private final SecretKeySpec key;
        private final Cipher cipher;
        private final byte[] iv = new byte[IV_LENGTH];
        private byte[] aad = new byte[64];
        private byte[] text = new byte[2_048];

        JdkGcm(byte[] key) {
            if (key.length != KEY_LENGTH) {
                throw new IllegalArgumentException("an AES-128 key has 16 bytes, not " + key.length);
            }
            this.key = new SecretKeySpec(key, "AES");
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java runtime has no AES-GCM", e);
            }
        }

        @Override
        public void seal(
                MemorySegment ivs,
                MemorySegment aads,
                long aadOffset,
                int aadLength,
                MemorySegment memory,
                long offset,
                int length) {
            try {
                init(Cipher.ENCRYPT_MODE, ivs, aads, aadOffset, aadLength, length + TAG_LENGTH);
                MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, text, 0, length);
                int written = cipher.doFinal(text, 0, length, text, 0);
                MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, offset, written);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-GCM refused to encrypt", e);
            }
        }

        @Override
        public boolean open(
                MemorySegment ivs,
                MemorySegment aads,
                long aadOffset,
                int aadLength,
                MemorySegment memory,
                long offset,
                int length) {
            try {
                init(Cipher.DECRYPT_MODE, ivs, aads, aadOffset, aadLength, length + TAG_LENGTH);
                MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, text, 0, length + TAG_LENGTH);
                int written = cipher.doFinal(text, 0, length + TAG_LENGTH, text, 0);
                MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, offset, written);
                return true;
            } catch (AEADBadTagException expected) {
                return false;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-GCM refused to decrypt", e);
            }
        }

        private void init(int mode, MemorySegment ivs, MemorySegment aads, long aadOffset, int aadLength, int room)
                throws GeneralSecurityException {
            if (room > LARGEST || aadLength > LARGEST) {
                throw new IllegalArgumentException("not a packet: " + room + " bytes");
            }
            if (text.length < room) {
                text = new byte[LARGEST];
            }
            if (aad.length < aadLength) {
                aad = new byte[LARGEST];
            }
            MemorySegment.copy(ivs, ValueLayout.JAVA_BYTE, 0, iv, 0, IV_LENGTH);
            cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, iv));
            MemorySegment.copy(aads, ValueLayout.JAVA_BYTE, aadOffset, aad, 0, aadLength);
            cipher.updateAAD(aad, 0, aadLength);
        }

        @Override
        public void close() {
            // The key's array is the provider's; the garbage collector takes it.
        }
    }
}
