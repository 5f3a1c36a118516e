// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import java.lang.foreign.MemorySegment;

/// AES-128 in counter mode with one key, and HMAC-SHA1 with another. Used by one thread at a time. The memory
/// handed in must be outside the heap.
public interface CounterMode extends AutoCloseable {
    int KEY_LENGTH = 16;
    int BLOCK = 16;
    int MAC_LENGTH = 20;

    /// Encrypts or decrypts `length` bytes at `offset` in place.
    ///
    /// @param counter the first counter block, at the start of this segment
    void crypt(MemorySegment counter, MemorySegment text, long offset, int length);

    /// Writes the code of `length` bytes at `offset` to the start of `mac`.
    void authenticate(MemorySegment text, long offset, int length, MemorySegment mac);

    /// Forgets the keys.
    @Override
    void close();
}
