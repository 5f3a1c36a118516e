// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import org.parley.media.rtp.Limits;

/// Which of its source's packets the last packets of a slot were, and how often they were sent again. Nothing
/// of the packets themselves: these are kept once, with the source.
final class SentPackets {
    private static final int SIZE = 512;
    private static final long SECOND = 1_000_000_000L;

    /// For each packet 16 bits of its sequence number's upper part, 8 of its run's number, and 8 that count
    /// how often it was sent again: one word, so that a packet costs one line of the cache.
    private final int[] packets = new int[SIZE];
    private final long[] resentAt = new long[SIZE];
    private long windowStart = Long.MIN_VALUE;
    private int windowCount;

    private static int slot(long sequence) {
        return (int) (sequence & (SIZE - 1));
    }

    /// Not 0, so that an empty place is no packet.
    private static int mark(long sequence) {
        return (int) (((sequence / SIZE) & 0x7fff) | 0x8000) << 16;
    }

    void put(long sequence, int run) {
        packets[slot(sequence)] = mark(sequence) | ((run & 0xff) << 8);
    }

    /// Whether a packet was sent and may be sent again now; counts it as sent again.
    ///
    /// @param newestRun runs from seven before this on are known
    boolean mayResend(long sequence, long now, int newestRun) {
        int slot = slot(sequence);
        int packet = packets[slot];
        if (!isKnown(sequence, newestRun)) {
            return false;
        }
        int resends = packet & 0xff;
        if (resends > 0 && (resends >= Limits.MAX_RESENDS_OF_ONE || now - resentAt[slot] < Tuning.RESEND_INTERVAL)) {
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
        packets[slot] = packet + 1;
        resentAt[slot] = now;
        return true;
    }

    /// Whether a packet was sent, from a run that is known.
    boolean isKnown(long sequence, int newestRun) {
        return (packets[slot(sequence)] & 0xffff_0000) == mark(sequence) && ((newestRun - run(sequence)) & 0xff) <= 7;
    }

    /// The lowest 8 bits of the number of its run.
    int run(long sequence) {
        return (packets[slot(sequence)] >>> 8) & 0xff;
    }
}
