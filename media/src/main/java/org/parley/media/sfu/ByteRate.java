// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

/// Bits per second over the last second. Counting costs an addition; the rest is done by a timer.
final class ByteRate {
    private static final long STEP = 200_000_000;
    private static final int STEPS = 5;

    private final long[] bytes = new long[STEPS];
    private final long[] nanos = new long[STEPS];
    private int step;
    private long pending;
    private long start = Long.MIN_VALUE;
    private long rate;

    void add(int length) {
        pending += length;
    }

    /// To be called each 50 ms or so.
    void onTimer(long now) {
        if (start == Long.MIN_VALUE) {
            start = now;
        }
        if (now - start < STEP) {
            return;
        }
        bytes[step] = pending;
        nanos[step] = now - start;
        step = (step + 1) % STEPS;
        pending = 0;
        start = now;
        long total = 0;
        long time = 0;
        for (int i = 0; i < STEPS; i++) {
            total += bytes[i];
            time += nanos[i];
        }
        rate = (long) (total * 8e9 / time);
    }

    long bitsPerSecond() {
        return rate;
    }
}
