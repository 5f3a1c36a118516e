// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import java.util.Arrays;

/// Extends 16-bit sequence numbers to 64 bits and remembers which of the last 1,024 came, so that a duplicate
/// is known as one (RFC 3550 appendix A.1 in spirit).
public final class SequenceWindow {
    private static final int SIZE = 1_024;

    private final long[] seen = new long[SIZE / 64];
    private boolean started;
    private long highest;

    /// @return the extended sequence number, or -1 if the packet is a duplicate or older than the window
    public long accept(int sequence) {
        if (!started) {
            started = true;
            // one cycle up, so that late packets from before the first one are not negative
            highest = 0x1_0000L + sequence;
            mark(highest);
            return highest;
        }
        long extended = highest + (short) (sequence - (int) highest);
        if (extended > highest) {
            long gap = extended - highest;
            if (gap >= SIZE) {
                Arrays.fill(seen, 0);
            } else {
                for (long s = highest + 1; s < extended; s++) {
                    seen[word(s)] &= ~bit(s);
                }
            }
            highest = extended;
            mark(extended);
            return extended;
        }
        if (highest - extended >= SIZE || (seen[word(extended)] & bit(extended)) != 0) {
            return -1;
        }
        mark(extended);
        return extended;
    }

    public boolean started() {
        return started;
    }

    /// Highest extended sequence number so far.
    public long highest() {
        return highest;
    }

    /// Begins anew with the next packet, whatever its number.
    public void reset() {
        started = false;
        Arrays.fill(seen, 0);
    }

    private void mark(long extended) {
        seen[word(extended)] |= bit(extended);
    }

    private static int word(long extended) {
        return (int) (extended & (SIZE - 1)) >>> 6;
    }

    private static long bit(long extended) {
        return 1L << (extended & 63);
    }
}
