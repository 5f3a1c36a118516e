// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.parley.media.rtcp.TransportFeedback;

/// A path with one narrow place and a queue before it, and a receiver at its end that reports each 50 ms, in
/// virtual time.
public final class BottleneckPath {
    private static final long MS = 1_000_000;

    public long bitsPerSecond;
    public long delayNanos = 20 * MS;
    public long jitterNanos;
    public double loss;
    /// The longest wait in the queue; what would wait longer is dropped.
    public long queueNanos = 300 * MS;

    public long delivered;

    private record Packet(long arrival, int sequence) {}

    private final Random random;
    private final PriorityQueue<Packet> packets = new PriorityQueue<>((a, b) -> Long.compare(a.arrival(), b.arrival()));
    private final ArrayDeque<Map.Entry<Long, byte[]>> reports = new ArrayDeque<>();
    private final TransportFeedback receiver = new TransportFeedback();
    private final MemorySegment buffer = Arena.ofAuto().allocate(2_048);
    private long free = Long.MIN_VALUE;
    private long nextReport = Long.MIN_VALUE;

    public BottleneckPath(long bitsPerSecond, long seed) {
        this.bitsPerSecond = bitsPerSecond;
        this.random = new Random(seed);
    }

    /// @param sequence -1 for a packet without number
    /// @param length on the wire
    public void send(int sequence, int length, long now) {
        long start = Math.max(now, free);
        if (start - now > queueNanos) {
            return;
        }
        free = start + length * 8_000_000_000L / bitsPerSecond;
        if (random.nextDouble() < loss) {
            return;
        }
        delivered += length;
        if (sequence < 0) {
            return;
        }
        long jitter = jitterNanos == 0 ? 0 : random.nextLong(jitterNanos);
        packets.add(new Packet(free + delayNanos + jitter, sequence & 0xffff));
    }

    /// What the receiver has reported and is back by now, one after the other; empty if nothing more.
    public byte[] report(long now) {
        while (!packets.isEmpty() && packets.element().arrival() <= now) {
            Packet packet = packets.remove();
            receiver.onPacket(packet.sequence(), packet.arrival());
        }
        if (now >= nextReport) {
            nextReport = now + 50 * MS;
            while (receiver.pending()) {
                int length = receiver.write(buffer, 0, 1, 2);
                reports.add(
                        Map.entry(now + delayNanos, buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE)));
            }
        }
        if (reports.isEmpty() || reports.element().getKey() > now) {
            return new byte[0];
        }
        return reports.remove().getValue();
    }
}
