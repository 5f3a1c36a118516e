// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// The outgoing memory of a loop: slots of one size, handed out one after the other and all given back at
/// once when the loop has flushed. So the memory in use is always the same and stays in the cache. Packets
/// for one receiver are chained by slot number.
public final class PacketSlots {
    /// Room for the largest packet and its SRTP trailer, and a multiple of the cache line.
    public static final int SLOT = 1_536;
    /// No slot: end of a chain.
    public static final int NONE = -1;

    private final MemorySegment memory;
    private final ByteBuffer view;
    private final int[] lengths;
    private final int[] next;
    private int used;

    public PacketSlots(Arena arena, int count) {
        memory = arena.allocate((long) count * SLOT, 64);
        view = memory.asByteBuffer();
        lengths = new int[count];
        next = new int[count];
    }

    public MemorySegment memory() {
        return memory;
    }

    /// The same memory for NIO; position and limit are whoever's who used it last.
    ByteBuffer view() {
        return view;
    }

    public boolean isFull() {
        return used == lengths.length;
    }

    /// The next slot's number; there must be one.
    public int take() {
        int slot = used++;
        lengths[slot] = 0;
        next[slot] = NONE;
        return slot;
    }

    /// Gives a slot back at once, which only helps if it was the last one taken.
    public void untake(int slot) {
        if (slot == used - 1) {
            used = slot;
        }
    }

    public void reset() {
        used = 0;
    }

    public static long offset(int slot) {
        return (long) slot * SLOT;
    }

    public static int slot(long offset) {
        return (int) (offset / SLOT);
    }

    public int length(int slot) {
        return lengths[slot];
    }

    public void setLength(int slot, int length) {
        lengths[slot] = length;
    }

    public int next(int slot) {
        return next[slot];
    }

    public void setNext(int slot, int following) {
        next[slot] = following;
    }
}
