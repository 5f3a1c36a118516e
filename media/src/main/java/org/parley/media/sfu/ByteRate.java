// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.util.Arrays;

/// Bits per second over the last second. Counting costs an addition; the rest is done by a timer.
final class ByteRate {
    private static final long STEP = 200_000_000;
    private static final int STEPS = 5;

    private final long[] bytes = new long[STEPS];
    private final long[] nanos = new long[STEPS];
    private int step;
    private long total;
    private long counted;
    private long start = Long.MIN_VALUE;
    private long rate;
    private long smoothed;
    private int steps;

    void add(int length) {
        total += length;
    }

    /// To be called each 50 ms or so.
    void onTimer(long now) {
        if (start == Long.MIN_VALUE) {
            start = now;
        }
        if (now - start < STEP) {
            return;
        }
        bytes[step] = total - counted;
        counted = total;
        nanos[step] = now - start;
        step = (step + 1) % STEPS;
        start = now;
        long sum = 0;
        long time = 0;
        for (int i = 0; i < STEPS; i++) {
            sum += bytes[i];
            time += nanos[i];
        }
        rate = (long) (sum * 8e9 / time);
        smoothed = smoothed == 0 ? rate : smoothed + (rate - smoothed) / 4;
        steps++;
    }

    long bitsPerSecond() {
        return rate;
    }

    /// Over some more time, so that a key frame does not count for much.
    long smoothedBitsPerSecond() {
        return smoothed;
    }

    /// Whether it was measured for a second.
    boolean isSettled() {
        return steps >= STEPS;
    }

    /// All bytes ever.
    long total() {
        return total;
    }

    /// Measures anew.
    void restart() {
        Arrays.fill(bytes, 0);
        Arrays.fill(nanos, 0);
        counted = total;
        start = Long.MIN_VALUE;
        steps = 0;
        smoothed = 0;
        rate = 0;
    }
}
