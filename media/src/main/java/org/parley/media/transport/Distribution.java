// SPDX-License-Identifier: Apache-2.0
package org.parley.media.transport;

/// What an event loop counts by size: once a second for each subscriber, so that nobody's reports weigh more than
/// another's.
public enum Distribution {
    ROUND_TRIP("round-trip time to subscribers, as their reports say", 1e-6, Bounds.TIMES),
    JITTER("jitter of what subscribers receive, as their reports say, the worst stream of each", 1e-6, Bounds.TIMES),
    ESTIMATED_BANDWIDTH("what a subscriber's path is thought to carry", 1, Bounds.RATES),
    USED_BANDWIDTH("what is sent to a subscriber", 1, Bounds.RATES);

    private final String description;
    private final double unit;

    @SuppressWarnings("ImmutableEnumChecker") // handed out as a copy alone
    private final long[] bounds;

    Distribution(String description, double unit, long[] bounds) {
        this.description = description;
        this.unit = unit;
        this.bounds = bounds;
    }

    public String description() {
        return description;
    }

    /// What one of a value is: of times a microsecond in seconds, of bandwidth a bit per second.
    public double unit() {
        return unit;
    }

    /// The largest value of each bucket but the last, which takes the rest.
    public long[] bounds() {
        return bounds.clone();
    }

    int buckets() {
        return bounds.length + 1;
    }

    int bucket(long value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        return bucket;
    }

    private static final class Bounds {
        static final long[] TIMES = {
            1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 50_000, 100_000, 150_000, 200_000, 300_000, 500_000, 1_000_000
        };
        static final long[] RATES = {
            50_000,
            100_000,
            200_000,
            300_000,
            500_000,
            1_000_000,
            2_000_000,
            3_000_000,
            5_000_000,
            10_000_000,
            20_000_000,
            50_000_000,
            100_000_000
        };
    }
}
