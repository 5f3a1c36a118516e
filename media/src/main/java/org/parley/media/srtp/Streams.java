// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.util.Arrays;

/// For each SSRC the highest packet index and a window of which indices below it have been seen (RFC 3711 §3.3.2), in
/// primitive arrays: SSRCs by open addressing, windows as bits of a ring. Bounded; never forgets, because a forgotten
/// window could be replayed into.
final class Streams {
    /// Bits in a window. A video frame of 4K in high quality has some 200 packets and retransmissions come late; 1024
    /// is
    /// what libwebrtc uses.
    static final int WINDOW = 1_024;

    private static final int WORDS = WINDOW / 64;

    private final int limit;
    private int[] ssrcs = new int[16];
    private boolean[] used = new boolean[16];
    private long[] highest = new long[16];
    private long[] windows = new long[16 * WORDS];
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
        int at = slot(ssrc);
        return used[at] ? at : -1;
    }

    /// Makes state for an SSRC that has none, as if nothing had been seen yet.
    ///
    /// @return where it is, or -1 if there are too many
    int add(int ssrc, long index) {
        if (size >= limit) {
            return -1;
        }
        if (2 * (size + 1) > ssrcs.length) {
            grow();
        }
        int at = slot(ssrc);
        ssrcs[at] = ssrc;
        used[at] = true;
        highest[at] = index;
        size++;
        return at;
    }

    long highest(int at) {
        return highest[at];
    }

    /// Whether this index was seen before, or is so old that nobody knows.
    boolean isSeen(int at, long index) {
        long top = highest[at];
        if (index > top) {
            return false;
        }
        if (top - index >= WINDOW) {
            return true;
        }
        return (windows[word(at, index)] & 1L << index) != 0;
    }

    void markSeen(int at, long index) {
        long top = highest[at];
        if (index > top) {
            if (index - top >= WINDOW) {
                Arrays.fill(windows, at * WORDS, (at + 1) * WORDS, 0);
            } else {
                for (long i = top + 1; i < index; i++) {
                    windows[word(at, i)] &= ~(1L << i);
                }
            }
            highest[at] = index;
        }
        windows[word(at, index)] |= 1L << index;
    }

    /// RFC 3711 §3.3.1: the index nearest to the highest that has this sequence number.
    long guess(int at, int sequence) {
        long top = highest[at];
        long index = (top & ~0xffffL) | sequence;
        if (index - top > 0x8000) {
            return index >= 0x1_0000 ? index - 0x1_0000 : index;
        }
        return top - index > 0x8000 ? index + 0x1_0000 : index;
    }

    private static int word(int at, long index) {
        return at * WORDS + (int) (index & WINDOW - 1) / 64;
    }

    private int slot(int ssrc) {
        int mask = ssrcs.length - 1;
        int at = ((ssrc * 0x9E37_79B9) >>> 16) & mask;
        while (used[at] && ssrcs[at] != ssrc) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldSsrcs = ssrcs;
        boolean[] oldUsed = used;
        long[] oldHighest = highest;
        long[] oldWindows = windows;
        int capacity = 2 * oldSsrcs.length;
        ssrcs = new int[capacity];
        used = new boolean[capacity];
        highest = new long[capacity];
        windows = new long[capacity * WORDS];
        for (int i = 0; i < oldSsrcs.length; i++) {
            if (oldUsed[i]) {
                int at = slot(oldSsrcs[i]);
                ssrcs[at] = oldSsrcs[i];
                used[at] = true;
                highest[at] = oldHighest[i];
                System.arraycopy(oldWindows, i * WORDS, windows, at * WORDS, WORDS);
            }
        }
    }
}
