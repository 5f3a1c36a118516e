// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

/// What loss says about the rate (draft-ietf-rmcat-gcc-02 §6), by windows of half a second. Loss that is there
/// however little is sent (a bad radio) is told from loss by congestion: the lowest of the last ten seconds
/// is taken for the path's own and does not count. While packets wait in a queue all loss counts.
final class LossBound {
    private static final long WINDOW = 500_000_000L;
    /// After a decrease nothing is judged for so long: what is lost meanwhile was sent before it.
    static final long PAUSE = 1_000_000_000L;
    /// In a window with fewer packets one lost says too much; it is made longer.
    private static final int LEAST_PACKETS = 40;
    /// Windows over which the lowest is taken, and how many must be known. A path's own loss is believed after
    /// one and a half seconds: sooner and a full queue is taken for it.
    private static final int WINDOWS = 20;

    private static final int NEEDED = 3;
    /// A window's weight in what the lowest is taken of: of single windows the lowest would be chance.
    private static final double SMOOTHING = 0.3;
    /// Standard deviations of random loss that a window may be above the path's own.
    private static final double CHANCE = 1.5;
    /// More than this is never taken for the path's own.
    private static final double MOST_OWN = 0.25;
    /// gcc-02 §6: below the first it may grow, above the second it is reduced.
    private static final double LOW = 0.02;

    private static final double HIGH = 0.10;
    /// One decrease takes no more than this: after seconds without network all is lost, and little is known.
    private static final double LOWEST_FACTOR = 0.7;
    /// With a queue so much loss means that it is full, and the rate goes down to a little below what gets through.
    private static final double HIGH_WITH_QUEUE = 0.03;

    private static final double DRAIN = 0.9;
    private static final double LOWEST_FACTOR_WITH_QUEUE = 0.3;

    private final double[] windows = new double[WINDOWS];
    private int seen;
    private long start = Long.MIN_VALUE;
    private long lastDecrease = Long.MIN_VALUE / 2;
    private long received;
    private long lost;
    private double last;
    private double smoothed;
    private double excess;

    void onReceived() {
        received++;
    }

    void onLost(long packets) {
        lost += packets;
    }

    void onLate() {
        lost = Math.max(0, lost - 1);
    }

    /// Whether loss is so low that more may be sent.
    boolean mayGrow() {
        return excess < LOW;
    }

    /// Loss in the last window, 0 to 1.
    double loss() {
        return last;
    }

    /// Judges a window if one is over.
    ///
    /// @param queued whether packets wait on the way
    /// @return the rate that is left of `rate`
    long update(long rate, long acknowledged, boolean queued, long now) {
        if (start == Long.MIN_VALUE) {
            start = now;
        }
        if (now - start < WINDOW || received + lost < LEAST_PACKETS) {
            return rate;
        }
        long packets = received + lost;
        last = (double) lost / packets;
        if (!queued) {
            smoothed = seen == 0 ? last : smoothed + SMOOTHING * (last - smoothed);
            windows[seen++ % WINDOWS] = smoothed;
        }
        start = now;
        received = 0;
        lost = 0;
        double own = queued ? 0 : own();
        double chance = CHANCE * Math.sqrt(own * (1 - own) / packets);
        excess = Math.max(0, (last - own - chance) / (1 - own));
        if (excess <= (queued ? HIGH_WITH_QUEUE : HIGH) || now - lastDecrease < PAUSE) {
            return rate;
        }
        lastDecrease = now;
        if (queued && acknowledged > 0) {
            return (long) Math.max(LOWEST_FACTOR_WITH_QUEUE * rate, Math.min((double) rate, DRAIN * acknowledged));
        }
        double reduced = rate * (1 - excess / 2);
        if (acknowledged > 0) {
            reduced = Math.min(reduced, 0.95 * acknowledged);
        }
        return (long) Math.max(LOWEST_FACTOR * rate, reduced);
    }

    /// Loss that the path has however little is sent, 0 to 1: that share is sent again.
    double own() {
        if (seen < NEEDED) {
            return 0;
        }
        double lowest = MOST_OWN;
        for (int i = 0; i < Math.min(seen, WINDOWS); i++) {
            lowest = Math.min(lowest, windows[i]);
        }
        return lowest;
    }
}
