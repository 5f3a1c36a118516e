// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One `EVP_CIPHER_CTX` and one `HMAC_CTX`, which keep their keys: no allocation for a packet.
final class LibcryptoCounterMode implements CounterMode {
    /// Where libcrypto writes how much it has written; nobody reads it.
    private static final long WRITTEN =
            Arena.global().allocate(ValueLayout.JAVA_LONG).address();

    private long cipher;
    private long hmac;

    LibcryptoCounterMode(byte[] key, byte[] macKey) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("an AES-128 key has 16 bytes, not " + key.length);
        }
        cipher = Libcrypto.newContext();
        hmac = LibcryptoHmac.newContext();
        try (Arena arena = Arena.ofConfined()) {
            if (cipher == 0 || hmac == 0) {
                throw new IllegalStateException("libcrypto has no memory for a cipher");
            }
            MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, key);
            check(Libcrypto.init(cipher, Libcrypto.aes128Ctr(), copy.address(), 0, 1));
            copy.fill((byte) 0);
            MemorySegment macCopy = arena.allocateFrom(ValueLayout.JAVA_BYTE, macKey);
            check(LibcryptoHmac.init(hmac, macCopy.address(), macKey.length, LibcryptoHmac.sha1()));
            macCopy.fill((byte) 0);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void crypt(MemorySegment counter, MemorySegment text, long offset, int length) {
        checkBounds(counter, 0, BLOCK);
        checkBounds(text, offset, length);
        check(Libcrypto.init(cipher, 0, 0, counter.address(), -1));
        if (length > 0) {
            long at = text.address() + offset;
            check(Libcrypto.update(cipher, at, WRITTEN, at, length));
        }
    }

    @Override
    public void authenticate(MemorySegment text, long offset, int length, MemorySegment mac) {
        checkBounds(text, offset, length);
        checkBounds(mac, 0, MAC_LENGTH);
        check(LibcryptoHmac.init(hmac, 0, 0, 0));
        check(LibcryptoHmac.update(hmac, text.address() + offset, length));
        check(LibcryptoHmac.finish(hmac, mac.address(), WRITTEN));
    }

    /// libcrypto trusts us with every length, so nothing outside the segments may get through here.
    private void checkBounds(MemorySegment memory, long offset, int length) {
        if (cipher == 0) {
            throw new IllegalStateException("closed");
        }
        if (length < 0 || offset < 0 || offset + length > memory.byteSize() || !memory.isNative()) {
            throw new IndexOutOfBoundsException(length + " bytes at " + offset + " are not in their memory");
        }
    }

    private static void check(int result) {
        if (result != 1) {
            throw new IllegalStateException("libcrypto refused a call of AES-CTR or HMAC");
        }
    }

    @Override
    public void close() {
        if (cipher != 0) {
            Libcrypto.freeContext(cipher);
            cipher = 0;
        }
        if (hmac != 0) {
            LibcryptoHmac.freeContext(hmac);
            hmac = 0;
        }
    }
}
