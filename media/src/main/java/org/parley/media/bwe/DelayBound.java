// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

import org.parley.media.bwe.OveruseDetector.Signal;

/// The rate that the delay allows: up while no queue grows, down to what got through when one does
/// (additive and multiplicative increase, multiplicative decrease; draft-ietf-rmcat-gcc-02 §5.5).
final class DelayBound {
    private static final double SECOND = 1e9;
    /// gcc-02: a little below what gets through, so that the queue drains.
    private static final double DECREASE = 0.85;
    /// gcc-02: 8 % a second.
    private static final double INCREASE = 0.08;
    /// Until a queue has grown for the first time: as TCP's slow start, doubled each second.
    private static final double FIRST_INCREASE = 1.0;
    /// gcc-02 §5.5: the rate does not grow further above what was acknowledged.
    private static final double HEADROOM = 1.5;

    /// And no further above it once the path's limit was met: probes show more faster, and an estimate that
    /// nothing was sent for is a guess.
    private static final double HEADROOM_LATER = 1.25;

    private static final long PACKET_BITS = 9_600;

    private double rate;
    private boolean increasing = true;
    private boolean congestedBefore;
    private long lastChange = Long.MIN_VALUE;
    private long lastDecrease = Long.MIN_VALUE;
    /// What the path carried when queues grew, and how much that varied, relative to it.
    private double capacity;

    private double variance = 0.01;

    DelayBound(long start) {
        rate = start;
    }

    long bitsPerSecond() {
        return (long) rate;
    }

    void set(long bitsPerSecond, long now) {
        rate = bitsPerSecond;
        lastChange = now;
    }

    /// Whether the rate went down after this moment because a queue grew.
    boolean decreasedSince(long nanos) {
        return lastDecrease != Long.MIN_VALUE && lastDecrease - nanos >= 0;
    }

    /// @param acknowledged bits per second that got through, 0 if not known
    /// @param keepsUp whether all that is sent gets through without delay that grows: then what got through
    ///     says nothing about what could
    /// @param mayGrow whether loss allows it
    void update(Signal signal, long acknowledged, boolean keepsUp, boolean mayGrow, long roundTrip, long now) {
        switch (signal) {
            case OVERUSE -> {
                if (mayDecrease(acknowledged, roundTrip, now)) {
                    decrease(acknowledged, keepsUp, now);
                }
                increasing = false;
            }
            case UNDERUSE -> increasing = false; // the queue drains: wait for it
            case NORMAL -> {
                if (increasing && mayGrow) {
                    increase(acknowledged, roundTrip, now);
                }
                increasing = true;
            }
        }
        lastChange = now;
    }

    /// Once in a round trip: before that nothing of the last decrease can be seen.
    private boolean mayDecrease(long acknowledged, long roundTrip, long now) {
        return lastDecrease == Long.MIN_VALUE
                || now - lastDecrease >= Math.clamp(roundTrip, 100_000_000L, 300_000_000L)
                || (acknowledged > 0 && acknowledged < rate / 2);
    }

    private void decrease(long acknowledged, boolean keepsUp, long now) {
        congestedBefore = true;
        lastDecrease = now;
        if (acknowledged == 0) {
            rate /= 2;
            return;
        }
        if (keepsUp && acknowledged < DECREASE * rate) {
            rate *= DECREASE;
            return;
        }
        learn(acknowledged);
        rate = Math.min(rate, DECREASE * acknowledged);
    }

    private void learn(long acknowledged) {
        if (capacity == 0 || isFarFrom(acknowledged)) {
            capacity = acknowledged;
            variance = 0.01;
            return;
        }
        double error = (acknowledged - capacity) / capacity;
        capacity += 0.05 * (acknowledged - capacity);
        variance = Math.clamp(0.95 * variance + 0.05 * error * error, 0.0025, 0.04);
    }

    private boolean isFarFrom(long acknowledged) {
        return Math.abs(acknowledged - capacity) > 3 * Math.sqrt(variance) * capacity;
    }

    private void increase(long acknowledged, long roundTrip, long now) {
        if (lastChange == Long.MIN_VALUE) {
            return;
        }
        if (capacity > 0 && acknowledged > capacity && isFarFrom(acknowledged)) {
            capacity = 0; // the path has changed
        }
        double seconds = Math.min((now - lastChange) / SECOND, 1);
        double next;
        if (capacity > 0) {
            next = rate + seconds * PACKET_BITS * SECOND / (roundTrip + 100_000_000L);
        } else {
            next = rate * Math.pow(1 + (congestedBefore ? INCREASE : FIRST_INCREASE), seconds);
        }
        if (acknowledged > 0) {
            // what gets through is carried, whatever was thought before
            rate = Math.max(rate, congestedBefore ? acknowledged : HEADROOM * acknowledged);
            rate = Math.max(
                    rate, Math.min(next, (congestedBefore ? HEADROOM_LATER : HEADROOM) * acknowledged + 10_000));
        }
    }
}
