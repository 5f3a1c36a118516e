// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import java.lang.foreign.MemorySegment;

/// The packets of one stream that are missing, and when they are asked for again. Tolerates reordering,
/// follows the round-trip time, gives up after some tries, and holds at most 128 at a time.
public final class NackList {
    private static final int SIZE = 128;
    private static final long MS = 1_000_000;

    /// So long a packet may be late before it is asked for: reordering on the way is mostly shorter.
    private static final long REORDER = 10 * MS;
    /// After so many requests the network does not have it.
    private static final int MAX_TRIES = 8;
    /// A picture that is so late is frozen for the eye; a key frame serves better.
    private static final long MAX_AGE = 1_000 * MS;

    private final long[] missing = new long[SIZE];
    private final long[] since = new long[SIZE];
    private final long[] due = new long[SIZE];
    private final int[] tries = new int[SIZE];
    private final long[] asked = new long[SIZE];
    private int count;
    private long nextDue = Long.MAX_VALUE;

    /// Packets `from` to `to - 1` were skipped.
    ///
    /// @return false if that is too much to ask for: all is forgotten, and a key frame is needed
    public boolean onGap(long from, long to, long nowNanos) {
        if (to - from > SIZE - count) {
            clear();
            return false;
        }
        for (long s = from; s < to; s++) {
            missing[count] = s;
            since[count] = nowNanos;
            due[count] = nowNanos + REORDER;
            tries[count] = 0;
            count++;
        }
        nextDue = Math.min(nextDue, nowNanos + REORDER);
        return true;
    }

    /// A packet came that was older than the newest.
    public void onLate(long sequence) {
        for (int i = 0; i < count; i++) {
            if (missing[i] == sequence) {
                remove(i);
                return;
            }
        }
    }

    private void remove(int index) {
        count--;
        int rest = count - index;
        System.arraycopy(missing, index + 1, missing, index, rest);
        System.arraycopy(since, index + 1, since, index, rest);
        System.arraycopy(due, index + 1, due, index, rest);
        System.arraycopy(tries, index + 1, tries, index, rest);
    }

    public void clear() {
        count = 0;
        nextDue = Long.MAX_VALUE;
    }

    public int size() {
        return count;
    }

    /// When [#write] has something to say, or [Long#MAX_VALUE].
    public long nextDue() {
        return nextDue;
    }

    /// Writes a NACK for what is due.
    ///
    /// @param roundTrip to the sender, in nanoseconds
    /// @return its length; 0 if nothing is due
    public int write(MemorySegment m, long at, int sender, int media, long roundTrip, long nowNanos) {
        int due = collect(Math.max(20 * MS, roundTrip + roundTrip / 4), nowNanos);
        return due == 0 ? 0 : RtcpWriter.nack(m, at, sender, media, asked, due);
    }

    private int collect(long interval, long nowNanos) {
        int wanted = 0;
        nextDue = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (due[i] <= nowNanos) {
                if (tries[i] == MAX_TRIES || nowNanos - since[i] > MAX_AGE) {
                    remove(i--);
                    continue;
                }
                tries[i]++;
                due[i] = nowNanos + interval;
                asked[wanted++] = missing[i];
            }
            nextDue = Math.min(nextDue, due[i]);
        }
        return wanted;
    }
}
