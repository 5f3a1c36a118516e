// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment;

import java.time.Duration;

/// What one direction of a path does to packets.
///
/// @param duplicate share of packets that arrive twice
public record Conditions(Loss loss, Delay delay, double duplicate, Bottleneck bottleneck, Silence silence) {
    /// A path that does nothing to packets.
    public static final Conditions PERFECT = new Conditions(Loss.NONE, Delay.NONE, 0, Bottleneck.NONE, Silence.NONE);

    public Conditions {
        requireShare("duplicate", duplicate);
    }

    /// @param share of packets lost in the long run
    /// @param burst packets that are lost in a row, on average (Gilbert-Elliott); up to 1: each on its own
    public record Loss(double share, double burst) {
        public static final Loss NONE = new Loss(0, 1);

        public Loss {
            requireShare("loss", share);
            if (!(burst >= 1 && burst <= 10_000)) {
                throw new IllegalArgumentException("a burst is 1 to 10000 packets long, not " + burst);
            }
        }

        public static Loss random(double share) {
            return new Loss(share, 1);
        }

        public static Loss bursts(double share, double mean) {
            return new Loss(share, mean);
        }
    }

    /// Order is kept, whatever the jitter, but for the packets that are picked to be late.
    ///
    /// @param jitter each packet's delay is spread evenly this far up and down
    /// @param late share of packets that those behind them overtake
    /// @param lateBy how much later these come
    public record Delay(Duration fixed, Duration jitter, double late, Duration lateBy) {
        public static final Delay NONE = new Delay(Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);

        public Delay {
            requireTime("delay", fixed);
            requireTime("jitter", jitter);
            requireTime("lateBy", lateBy);
            requireShare("late", late);
        }

        public static Delay of(Duration fixed, Duration jitter) {
            return new Delay(fixed, jitter, 0, Duration.ZERO);
        }
    }

    /// @param bitsPerSecond 0: as fast as can be
    /// @param queue a packet that would wait longer than this is dropped
    public record Bottleneck(long bitsPerSecond, Duration queue) {
        public static final Bottleneck NONE = new Bottleneck(0, Duration.ZERO);

        public Bottleneck {
            if (bitsPerSecond < 0) {
                throw new IllegalArgumentException("a path can't carry " + bitsPerSecond + " bit/s");
            }
            requireTime("queue", queue);
        }
    }

    /// @param every this long after the last time, nothing passes for `lasting`; zero: never
    /// @param now nothing passes until the conditions change
    public record Silence(Duration every, Duration lasting, boolean now) {
        public static final Silence NONE = new Silence(Duration.ZERO, Duration.ZERO, false);
        public static final Silence NOW = new Silence(Duration.ZERO, Duration.ZERO, true);

        public Silence {
            requireTime("silence", every);
            requireTime("silence", lasting);
            if (lasting.compareTo(every) > 0) {
                throw new IllegalArgumentException("a silence of " + lasting + " doesn't fit into " + every);
            }
        }

        public static Silence periodic(Duration every, Duration lasting) {
            return new Silence(every, lasting, false);
        }
    }

    public Conditions with(Loss other) {
        return new Conditions(other, delay, duplicate, bottleneck, silence);
    }

    public Conditions with(Delay other) {
        return new Conditions(loss, other, duplicate, bottleneck, silence);
    }

    public Conditions withDuplicates(double share) {
        return new Conditions(loss, delay, share, bottleneck, silence);
    }

    public Conditions with(Bottleneck other) {
        return new Conditions(loss, delay, duplicate, other, silence);
    }

    public Conditions with(Silence other) {
        return new Conditions(loss, delay, duplicate, bottleneck, other);
    }

    private static void requireShare(String what, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(what + " is a share from 0 to 1, not " + share);
        }
    }

    private static void requireTime(String what, Duration time) {
        if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(what + " is from 0 to a day, not " + time);
        }
    }
}
