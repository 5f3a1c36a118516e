// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One `EVP_CIPHER_CTX` that keeps its key: five calls for a packet, no allocation.
final class LibcryptoGcm implements Gcm {
    private static final int CTRL_SET_IV_LENGTH = 0x9;
    private static final int CTRL_GET_TAG = 0x10;
    private static final int CTRL_SET_TAG = 0x11;

    /// Where EVP writes how much it has written; nobody reads it.
    private static final long WRITTEN =
            Arena.global().allocate(ValueLayout.JAVA_LONG).address();

    private final boolean seals;
    private long context;

    LibcryptoGcm(byte[] key, boolean seals) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("an AES-128 key has 16 bytes, not " + key.length);
        }
        this.seals = seals;
        context = Libcrypto.newContext();
        if (context == 0) {
            throw new IllegalStateException("libcrypto has no memory for a cipher");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, key);
            int encrypt = seals ? 1 : 0;
            check(Libcrypto.init(context, Libcrypto.aes128Gcm(), 0, 0, encrypt));
            check(Libcrypto.ctrl(context, CTRL_SET_IV_LENGTH, IV_LENGTH, 0));
            check(Libcrypto.init(context, 0, copy.address(), 0, encrypt));
            copy.fill((byte) 0);
        }
    }

    @Override
    public void seal(
            MemorySegment iv,
            MemorySegment aad,
            long aadOffset,
            int aadLength,
            MemorySegment text,
            long offset,
            int length) {
        start(iv, aad, aadOffset, aadLength, text, offset, length, true);
        finishSeal(text.address() + offset, text.address() + offset, length);
    }

    @Override
    public void sealBehind(
            MemorySegment iv,
            MemorySegment packet,
            long headerOffset,
            int headerLength,
            MemorySegment text,
            long textOffset,
            int length) {
        if (textOffset < 0 || textOffset + length > text.byteSize() || !text.isNative()) {
            throw new IndexOutOfBoundsException(
                    "payload of " + length + " bytes at " + textOffset + " is not in its memory");
        }
        long to = headerOffset + headerLength;
        start(iv, packet, headerOffset, headerLength, packet, to, length, true);
        finishSeal(text.address() + textOffset, packet.address() + to, length);
    }

    private void finishSeal(long from, long to, int length) {
        if (length > 0) {
            check(Libcrypto.update(context, to, WRITTEN, from, length));
        }
        check(Libcrypto.finish(context, to + length, WRITTEN));
        check(Libcrypto.ctrl(context, CTRL_GET_TAG, TAG_LENGTH, to + length));
    }

    @Override
    public boolean open(
            MemorySegment iv,
            MemorySegment aad,
            long aadOffset,
            int aadLength,
            MemorySegment text,
            long offset,
            int length) {
        start(iv, aad, aadOffset, aadLength, text, offset, length, false);
        long at = text.address() + offset;
        if (length > 0) {
            check(Libcrypto.update(context, at, WRITTEN, at, length));
        }
        check(Libcrypto.ctrl(context, CTRL_SET_TAG, TAG_LENGTH, at + length));
        return Libcrypto.finish(context, at + length, WRITTEN) == 1;
    }

    private void start(
            MemorySegment iv,
            MemorySegment aad,
            long aadOffset,
            int aadLength,
            MemorySegment text,
            long offset,
            int length,
            boolean sealing) {
        if (context == 0 || sealing != seals) {
            throw new IllegalStateException(context == 0 ? "closed" : "made for the other direction");
        }
        // libcrypto trusts us with every length, so nothing outside the segments may get through here.
        if (length < 0
                || offset < 0
                || offset + length + TAG_LENGTH > text.byteSize()
                || aadLength < 0
                || aadOffset < 0
                || aadOffset + aadLength > aad.byteSize()
                || iv.byteSize() < IV_LENGTH
                || !text.isNative()
                || !aad.isNative()
                || !iv.isNative()) {
            throw new IndexOutOfBoundsException(
                    "packet of " + length + " bytes at " + offset + " is not in its memory");
        }
        check(Libcrypto.init(context, 0, 0, iv.address(), -1));
        check(Libcrypto.update(context, 0, WRITTEN, aad.address() + aadOffset, aadLength));
    }

    private static void check(int result) {
        if (result != 1) {
            throw new IllegalStateException("libcrypto refused an AES-GCM call");
        }
    }

    @Override
    public void close() {
        if (context != 0) {
            Libcrypto.freeContext(context);
            context = 0;
        }
    }
}
