// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The last packets of one stream, as they came, for retransmission: a ring of bytes outside the heap and an
/// index by packet number. The oldest give way.
public final class PacketCache {
    private static final int ENTRIES = 512;

    private final MemorySegment bytes;
    private final int capacity;
    private final long[] numbers = new long[ENTRIES];
    private final long[] positions = new long[ENTRIES];
    private final int[] lengths = new int[ENTRIES];
    private long written;

    /// @param capacity in bytes
    public PacketCache(int capacity) {
        this.capacity = capacity;
        this.bytes = Arena.ofAuto().allocate(capacity);
        Arrays.fill(numbers, -1);
    }

    /// Keeps a packet, without padding and, if it was a retransmission, as the original was.
    public void put(long number, RtpPacket packet) {
        int length = packet.originalLength();
        if (length > capacity / 8) {
            return;
        }
        int at = (int) (written % capacity);
        if (at + length > capacity) {
            written += capacity - at;
            at = 0;
        }
        packet.copyOriginal(bytes, at);
        int entry = entry(number);
        numbers[entry] = number;
        positions[entry] = written;
        lengths[entry] = length;
        written += length;
    }

    /// Reads a packet that is kept.
    ///
    /// @return false if it is not, or not any more
    public boolean get(long number, RtpPacket packet, byte[] extensionById) {
        int entry = entry(number);
        return numbers[entry] == number
                && written - positions[entry] <= capacity
                && packet.read(bytes, positions[entry] % capacity, lengths[entry], extensionById);
    }

    public void clear() {
        Arrays.fill(numbers, -1);
    }

    private static int entry(long number) {
        return (int) (number & (ENTRIES - 1));
    }
}
