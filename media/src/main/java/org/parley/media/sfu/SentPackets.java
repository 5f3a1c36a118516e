// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.util.Arrays;
import org.parley.media.rtp.Limits;

/// Which of its source's packets the last packets of a slot were, and how often they were sent again. Nothing of the
/// packets themselves: these are kept once, with the source.
final class SentPackets {
    private static final int SIZE = 512;
    private static final long SECOND = 1_000_000_000L;

    private final long[] sequences = new long[SIZE];
    private final long[] numbers = new long[SIZE];
    private final int[] runs = new int[SIZE];
    private final long[] resentAt = new long[SIZE];
    private final byte[] resends = new byte[SIZE];
    private long windowStart = Long.MIN_VALUE;
    private int windowCount;

    SentPackets() {
        Arrays.fill(sequences, -1);
    }

    private static int slot(long sequence) {
        return (int) (sequence & (SIZE - 1));
    }

    void put(long sequence, long number, int run) {
        int slot = slot(sequence);
        sequences[slot] = sequence;
        numbers[slot] = number;
        runs[slot] = run;
        resends[slot] = 0;
    }

    /// Whether a packet was sent and may be sent again now; counts it as sent again.
    ///
    /// @param newestRun runs from seven before this on are known
    boolean mayResend(long sequence, long now, int newestRun) {
        int slot = slot(sequence);
        if (sequences[slot] != sequence || newestRun - runs[slot] > 7) {
            return false;
        }
        if (resends[slot] > 0
                && (resends[slot] == Limits.MAX_RESENDS_OF_ONE || now - resentAt[slot] < Tuning.RESEND_INTERVAL)) {
            return false;
        }
        if (windowStart == Long.MIN_VALUE || now - windowStart >= SECOND) {
            windowStart = now;
            windowCount = 0;
        }
        if (windowCount == Limits.MAX_RESENDS_PER_SECOND) {
            return false;
        }
        windowCount++;
        resends[slot]++;
        resentAt[slot] = now;
        return true;
    }

    long number(long sequence) {
        return numbers[slot(sequence)];
    }

    int run(long sequence) {
        return runs[slot(sequence)];
    }
}
