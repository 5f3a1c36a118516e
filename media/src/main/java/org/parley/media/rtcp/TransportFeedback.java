// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.parley.media.rtp.Bytes;

/// Notes when packets with transport-wide sequence numbers came, and reports it to their sender
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01), whose bandwidth estimation rests on it. Bounded:
/// remembers the last 2,048 numbers.
public final class TransportFeedback {
    private static final int WINDOW = 2_048;
    /// Packets in one report. With two bytes each for the delta and a chunk for seven, a report stays under
    /// 1,200 bytes.
    private static final int MAX_STATUS = 450;
    /// Unit of the arrival times.
    private static final long TICK_NANOS = 250_000;
    /// Reference time is in units of 64 ms.
    private static final int REFERENCE_TICKS = 256;

    private static final byte LOST = 0;
    private static final byte SMALL = 1;
    private static final byte LARGE = 2;
    private static final long NEVER = Long.MIN_VALUE;

    private final long[] arrivals = new long[WINDOW];
    private final byte[] status = new byte[MAX_STATUS];
    private final short[] deltas = new short[MAX_STATUS];
    private boolean started;
    private long next;
    private long highest;
    private int reports;

    public TransportFeedback() {
        Arrays.fill(arrivals, NEVER);
    }

    /// A packet came.
    ///
    /// @param sequence its transport-wide sequence number, 16 bits
    public void onPacket(int sequence, long nowNanos) {
        long ticks = Math.floorDiv(nowNanos, TICK_NANOS);
        if (!started) {
            started = true;
            highest = 0x1_0000L + sequence;
            next = highest;
        }
        long extended = highest + (short) (sequence - (int) highest);
        if (extended > highest) {
            if (extended - highest >= WINDOW) {
                Arrays.fill(arrivals, NEVER);
            } else {
                for (long s = highest + 1; s < extended; s++) {
                    arrivals[slot(s)] = NEVER;
                }
            }
            highest = extended;
            next = Math.max(next, highest - WINDOW + 1);
        } else if (highest - extended >= WINDOW) {
            return;
        } else if (extended < next) {
            next = extended; // reported as lost before, and again with what came after it
        }
        arrivals[slot(extended)] = ticks;
    }

    private static int slot(long extended) {
        return (int) (extended & (WINDOW - 1));
    }

    /// Whether something is to be reported.
    public boolean pending() {
        return started && next <= highest;
    }

    /// Writes one report over as many packets as fit.
    ///
    /// @return its length; 0 if there is nothing to report
    public int write(MemorySegment m, long at, int sender, int media) {
        if (!pending()) {
            return 0;
        }
        long first = next;
        while (arrivals[slot(first)] == NEVER) {
            first++; // ends at the highest, which came
        }
        if (first - next >= MAX_STATUS) {
            next = first;
        }
        long base = next;
        long reference = Math.floorDiv(arrivals[slot(first)], REFERENCE_TICKS);
        int count = collect(base, reference * REFERENCE_TICKS);
        next = base + count;
        Bytes.put32(m, at + 4, sender);
        Bytes.put32(m, at + 8, media);
        Bytes.put16(m, at + 12, (int) base);
        Bytes.put16(m, at + 14, count);
        Bytes.put24(m, at + 16, (int) reference);
        Bytes.put8(m, at + 19, reports++);
        long position = writeDeltas(m, writeChunks(m, at + 20, count), count);
        while (((position - at) & 3) != 0) {
            Bytes.put8(m, position++, 0);
        }
        int length = (int) (position - at);
        RtcpWriter.header(m, at, 15, RtcpReader.TRANSPORT_FEEDBACK, length);
        return length;
    }

    /// Fills status and deltas, and stops where a delta can't be said.
    private int collect(long base, long startTicks) {
        long before = startTicks;
        int count = 0;
        for (long s = base; s <= highest && count < MAX_STATUS; s++) {
            long arrival = arrivals[slot(s)];
            if (arrival == NEVER) {
                status[count++] = LOST;
                continue;
            }
            long delta = arrival - before;
            if (delta < Short.MIN_VALUE || delta > Short.MAX_VALUE) {
                break;
            }
            status[count] = delta >= 0 && delta <= 255 ? SMALL : LARGE;
            deltas[count++] = (short) delta;
            before = arrival;
        }
        return count;
    }

    private long writeChunks(MemorySegment m, long at, int count) {
        long position = at;
        int i = 0;
        while (i < count) {
            int run = 1;
            while (i + run < count && status[i + run] == status[i]) {
                run++;
            }
            if (run >= 7) {
                Bytes.put16(m, position, (status[i] << 13) | run);
                i += run;
            } else {
                int chunk = 0xC000;
                for (int k = 0; k < 7 && i + k < count; k++) {
                    chunk |= status[i + k] << (12 - 2 * k);
                }
                Bytes.put16(m, position, chunk);
                i += Math.min(7, count - i);
            }
            position += 2;
        }
        return position;
    }

    private long writeDeltas(MemorySegment m, long at, int count) {
        long position = at;
        for (int i = 0; i < count; i++) {
            if (status[i] == SMALL) {
                Bytes.put8(m, position++, deltas[i]);
            } else if (status[i] == LARGE) {
                Bytes.put16(m, position, deltas[i]);
                position += 2;
            }
        }
        return position;
    }
}
