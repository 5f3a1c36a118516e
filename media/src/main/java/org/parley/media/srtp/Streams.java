// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.util.Arrays;

/// For each SSRC the highest packet index and a window of which indices below it have been seen (RFC 3711
/// §3.3.2), in primitive arrays: SSRCs by open addressing, windows as bits of a ring. Bounded; never forgets,
/// because a forgotten window could be replayed into.
final class Streams {
    /// Bits in a window. A video frame of 4K in high quality has some 200 packets and retransmissions come
    /// late; 1024 is what libwebrtc uses.
    static final int WINDOW = 1_024;

    private static final int WORDS = WINDOW / 64;

    private static final long USED = 1L << 32;

    // A stream's state stands together, so that a packet touches two lines of the cache: SSRC, highest index, window.
    private static final int HIGHEST = 1;
    private static final int BITS = 2;
    private static final int STATE = BITS + WORDS;

    private final int limit;
    private int capacity = 16;
    private long[] states = new long[capacity * STATE];
    private int size;

    /// @param limit how many SSRCs at most
    Streams(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    /// @return where this SSRC's state is, or -1 if there is none. Valid until the next [#add]
    int find(int ssrc) {
        int at = place(ssrc);
        return states[at] == 0 ? -1 : at;
    }

    /// Makes state for an SSRC that has none, as if nothing had been seen yet.
    ///
    /// @return where it is, or -1 if there are too many
    int add(int ssrc, long index) {
        if (size >= limit) {
            return -1;
        }
        if (2 * (size + 1) > capacity) {
            grow();
        }
        int at = place(ssrc);
        states[at] = key(ssrc);
        states[at + HIGHEST] = index;
        size++;
        return at;
    }

    long highest(int at) {
        return states[at + HIGHEST];
    }

    /// Whether this index was seen before, or is so old that nobody knows.
    boolean isSeen(int at, long index) {
        long top = highest(at);
        if (index > top) {
            return false;
        }
        if (top - index >= WINDOW) {
            return true;
        }
        return (states[word(at, index)] & 1L << index) != 0;
    }

    void markSeen(int at, long index) {
        long top = highest(at);
        if (index > top) {
            if (index - top >= WINDOW) {
                Arrays.fill(states, at + BITS, at + STATE, 0);
            } else {
                for (long i = top + 1; i < index; i++) {
                    states[word(at, i)] &= ~(1L << i);
                }
            }
            states[at + HIGHEST] = index;
        }
        states[word(at, index)] |= 1L << index;
    }

    /// RFC 3711 §3.3.1: the index nearest to the highest that has this sequence number.
    long guess(int at, int sequence) {
        long top = highest(at);
        long index = (top & ~0xffffL) | sequence;
        if (index - top > 0x8000) {
            return index >= 0x1_0000 ? index - 0x1_0000 : index;
        }
        return top - index > 0x8000 ? index + 0x1_0000 : index;
    }

    private static int word(int at, long index) {
        return at + BITS + (int) (index & (WINDOW - 1)) / 64;
    }

    private static long key(int ssrc) {
        return USED | (ssrc & 0xffff_ffffL);
    }

    /// @return where this SSRC's state is or would be
    private int place(int ssrc) {
        long key = key(ssrc);
        int slot = ((ssrc * 0x9E37_79B9) >>> 16) & (capacity - 1);
        while (states[slot * STATE] != 0 && states[slot * STATE] != key) {
            slot = (slot + 1) & (capacity - 1);
        }
        return slot * STATE;
    }

    private void grow() {
        long[] old = states;
        capacity *= 2;
        states = new long[capacity * STATE];
        for (int at = 0; at < old.length; at += STATE) {
            if (old[at] != 0) {
                System.arraycopy(old, at, states, place((int) old[at]), STATE);
            }
        }
    }
}
