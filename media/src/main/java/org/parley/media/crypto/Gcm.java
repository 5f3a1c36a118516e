// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import java.lang.foreign.MemorySegment;

/// AES-128-GCM with one key in one direction, in place. Used by one thread at a time. The memory handed in
/// must be outside the heap.
public interface Gcm extends AutoCloseable {
    int TAG_LENGTH = 16;
    int IV_LENGTH = 12;
    int KEY_LENGTH = 16;

    /// Encrypts `length` bytes at `offset` and writes the tag behind them.
    ///
    /// @param iv 12 bytes at the start of this segment; never the same twice for one key
    /// @param aad holds the additional data at `aadOffset`; may be the same segment as `text`
    void seal(
            MemorySegment iv,
            MemorySegment aad,
            long aadOffset,
            int aadLength,
            MemorySegment text,
            long offset,
            int length);

    /// Encrypts `length` bytes of `text` and writes them and the tag behind a header, which is the additional
    /// data.
    default void sealBehind(
            MemorySegment iv,
            MemorySegment packet,
            long headerOffset,
            int headerLength,
            MemorySegment text,
            long textOffset,
            int length) {
        long to = headerOffset + headerLength;
        MemorySegment.copy(text, textOffset, packet, to, length);
        seal(iv, packet, headerOffset, headerLength, packet, to, length);
    }

    /// Decrypts `length` bytes at `offset`, behind which the tag stands. The text is garbage if this returns
    /// false.
    ///
    /// @return whether the tag is right
    boolean open(
            MemorySegment iv,
            MemorySegment aad,
            long aadOffset,
            int aadLength,
            MemorySegment text,
            long offset,
            int length);

    /// Forgets the key.
    @Override
    void close();
}
