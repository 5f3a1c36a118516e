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
    /// Feedback comes each 50 to 250 ms. After this without, REMB or receiver reports are heard instead.
    private static final long FEEDBACK_SILENT = 5_000 * MILLI;
    /// REMB is repeated each second.
    private static final long REMB_SILENT = 5_000 * MILLI;
    /// From the first feedback on: until then the detector has not seen enough.
    private static final long SETTLING = 600 * MILLI;

    /// A wait on the way of so many microseconds is a queue: jitter is mostly less, and full queues are longer.
    private static final long QUEUED = 60_000;

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
                loss.mayGrow(),
                roundTrip,
                nowNanos);
        long rate = delay.bitsPerSecond();
        long bounded = Math.clamp(loss.update(rate, got, queue.micros() > QUEUED, nowNanos), LEAST, MOST);
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
        return (hasFeedback(nowNanos) && nowNanos - firstFeedback >= SETTLING) || hasRemb(nowNanos) || overusedOnce();
    }

    private boolean overusedOnce() {
        return firstFeedback != Long.MIN_VALUE && delay.decreasedSince(firstFeedback);
    }

    /// Whether the subscriber reports when packets arrive.
    public boolean hasFeedback(long nowNanos) {
        return lastFeedback != Long.MIN_VALUE && nowNanos - lastFeedback < FEEDBACK_SILENT;
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

    /// Whether the rate went down after this moment because a queue grew.
    public boolean decreasedSince(long nanos) {
        return delay.decreasedSince(nanos);
    }

    /// What is sent from now on to [#endProbe()] is a probe.
    public void startProbe() {
        probe.start(log.next());
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
