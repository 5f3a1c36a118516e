// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

import java.lang.foreign.MemorySegment;

/// What one subscriber's path carries. Told each packet that is sent to it and what it reports; asked for the
/// estimate. Noting a packet is a few stores. Until something was reported there is no estimate.
///
/// A subscriber that lies can raise its estimate, and never by more than half above the rate at which packets
/// were sent to it and acknowledged.
public final class BandwidthEstimator {
    /// Bytes that a packet has on the wire beyond its RTP packet: IPv4 20, UDP 8, SRTP's tag 16.
    public static final int OVERHEAD = 44;

    /// Browsers begin at 300 kbit/s as senders; a receiver's path is better, and much lower would show too
    /// little at first.
    public static final long START = 1_000_000;

    /// Sound needs this.
    public static final long LEAST = 30_000;

    /// More than any page shows: 49 videos in full size are 100 Mbit/s.
    public static final long MOST = 100_000_000;

    private static final long MILLI = 1_000_000;
    /// REMB is repeated each second.
    private static final long REMB_SILENT = 5_000 * MILLI;
    /// From the first feedback on: until then the detector has not seen enough.
    private static final long SETTLING = 600 * MILLI;

    /// What a probe itself did to queues is seen for so long beyond a round trip. Until then the rate does not
    /// go below what it was before it.
    private static final long PROBE_ECHO = 800 * MILLI;

    /// After a decrease the path is left alone for so long.
    private static final long CALM_AFTER = 700 * MILLI;

    private final SentLog log = new SentLog();
    private final Heard heard = new Heard();
    private final FeedbackReader reader = new FeedbackReader(log, heard);
    private final ArrivalGroups groups = new ArrivalGroups();
    private final OveruseDetector detector = new OveruseDetector();
    private final AcknowledgedRate acknowledged = new AcknowledgedRate();
    private final DelayBound delay = new DelayBound(START);
    private final LossBound loss = new LossBound();
    private final StandingQueue queue = new StandingQueue();
    private final ProbeResult probe = new ProbeResult();

    private long firstFeedback = Long.MIN_VALUE;
    private long lastFeedback = Long.MIN_VALUE;
    private long remb;
    private long lastRemb = Long.MIN_VALUE;
    private boolean overused;
    private long probeStart = Long.MIN_VALUE / 2;
    private long probeRoundTrip;
    private long rateBeforeProbe;

    private final class Heard implements FeedbackReader.Listener {
        @Override
        public void onReceived(long number, int length, long sentNanos, long arrivalMicros) {
            long sent = sentNanos / 1_000;
            loss.onReceived();
            acknowledged.onReceived(length, sent, arrivalMicros);
            queue.onPacket(sent, arrivalMicros);
            probe.onReceived(number, length, sent, arrivalMicros);
            if (groups.onPacket(sent, arrivalMicros)) {
                detector.onGroup(groups.sentDelta(), groups.arrivalDelta(), groups.arrived());
                overused |= detector.signal() == OveruseDetector.Signal.OVERUSE;
            }
        }

        @Override
        public void onLost(long packets) {
            loss.onLost(packets);
        }

        @Override
        public void onLate() {
            loss.onLate();
        }
    }

    /// The transport-wide sequence number of the next packet, of which 16 bits are on the wire.
    public int nextSequence() {
        return (int) log.next();
    }

    /// A packet with the number [#nextSequence()] is sent.
    ///
    /// @param length of the RTP packet
    public void onSent(int length, long nowNanos) {
        log.put(length + OVERHEAD, nowNanos);
        probe.onSent(length + OVERHEAD);
    }

    /// A transport-wide feedback came.
    ///
    /// @return false if it is malformed
    public boolean onFeedback(MemorySegment m, long at, int length, long roundTrip, long nowNanos) {
        overused = false;
        if (!reader.read(m, at, length)) {
            return false;
        }
        if (firstFeedback == Long.MIN_VALUE) {
            firstFeedback = nowNanos;
        }
        lastFeedback = nowNanos;
        long got = acknowledged.bitsPerSecond();
        delay.update(
                overused ? OveruseDetector.Signal.OVERUSE : detector.signal(),
                got,
                acknowledged.keepsUp(),
                loss.mayGrow(),
                roundTrip,
                nowNanos);
        long rate = delay.bitsPerSecond();
        boolean reduced = delay.decreasedSince(nowNanos - LossBound.PAUSE);
        long bounded = loss.update(rate, got, queue.isLong(), nowNanos);
        if (reduced) {
            bounded = rate; // what was lost since then was sent before
        }
        if (nowNanos - probeStart < probeRoundTrip + PROBE_ECHO) {
            bounded = Math.max(bounded, rateBeforeProbe);
        }
        bounded = Math.clamp(bounded, LEAST, MOST);
        if (bounded != rate) {
            delay.set(bounded, nowNanos);
        }
        if (probe.isComplete(reader.through())) {
            onProbe(probe.bitsPerSecond(), nowNanos);
        }
        return true;
    }

    private void onProbe(long rate, long now) {
        probe.clear();
        if (rate > delay.bitsPerSecond() && detector.signal() != OveruseDetector.Signal.OVERUSE && loss.mayGrow()) {
            delay.set(Math.min(rate, MOST), now);
        }
    }

    /// A receiver's own estimate came. Counts only where there is no transport-wide feedback.
    public void onRemb(long bitsPerSecond, long nowNanos) {
        remb = Math.clamp(bitsPerSecond, LEAST, MOST);
        lastRemb = nowNanos;
    }

    /// Whether there is something to go by. A moment after the first feedback there is.
    public boolean isKnown(long nowNanos) {
        return (firstFeedback != Long.MIN_VALUE && lastFeedback - firstFeedback >= SETTLING)
                || hasRemb(nowNanos)
                || overusedOnce();
    }

    private boolean overusedOnce() {
        return firstFeedback != Long.MIN_VALUE && delay.decreasedSince(firstFeedback);
    }

    private boolean hasRemb(long nowNanos) {
        return lastRemb != Long.MIN_VALUE && nowNanos - lastRemb < REMB_SILENT;
    }

    /// In bits per second on the wire.
    public long estimatedBitsPerSecond(long nowNanos) {
        return lastFeedback == Long.MIN_VALUE && hasRemb(nowNanos) ? remb : delay.bitsPerSecond();
    }

    public long acknowledgedBitsPerSecond() {
        return acknowledged.bitsPerSecond();
    }

    /// Loss of the last half second, 0 to 1.
    public double loss() {
        return loss.loss();
    }

    /// Loss that the path has however little is sent, 0 to 1.
    public double ownLoss() {
        return loss.own();
    }

    /// Whether the rate went down after this moment because a queue grew.
    public boolean decreasedSince(long nanos) {
        return delay.decreasedSince(nanos);
    }

    /// Whether nothing speaks against trying more: no queue, and no more loss than the path has by itself.
    public boolean isCalm(long nowNanos) {
        return detector.signal() == OveruseDetector.Signal.NORMAL
                && !queue.isLong()
                && loss.mayGrow()
                && !delay.decreasedSince(nowNanos - CALM_AFTER);
    }

    /// What is sent from now on to [#endProbe()] is a probe.
    public void startProbe(long roundTrip, long nowNanos) {
        probe.start(log.next());
        rateBeforeProbe = delay.bitsPerSecond();
        probeStart = nowNanos;
        probeRoundTrip = roundTrip;
    }

    public void endProbe() {
        probe.end(log.next());
    }

    /// Whether a probe is being sent, or its result waited for.
    public boolean isProbing() {
        return probe.isWaiting();
    }

    /// A probe whose result does not come is forgotten.
    public void forgetProbe() {
        probe.clear();
    }
}
