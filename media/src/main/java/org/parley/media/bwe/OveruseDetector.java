// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

/// Whether a queue on the way grows: the slope of the delay over the last groups of packets, against a
/// threshold that adapts to what else makes delays vary (draft-ietf-rmcat-gcc-02 §5.4, with the trend line
/// that browsers use in place of the draft's Kalman filter).
final class OveruseDetector {
    enum Signal {
        NORMAL,
        OVERUSE,
        UNDERUSE
    }

    /// Groups in the line, some 0.6 s of video. More reacts later, fewer take jitter for a queue.
    private static final int WINDOW = 20;

    private static final double SMOOTHING = 0.9;
    /// From a slope to milliseconds to compare; with more groups seen the slope counts for more.
    private static final double GAIN = 4;

    private static final int FULL_CONFIDENCE = 60;
    /// gcc-02 §5.4: how fast the threshold goes up and down. Faster up would be blind where another sender
    /// fills the queue slowly.
    private static final double UP = 0.0087;

    private static final double DOWN = 0.039;
    private static final double LOWEST = 6;
    private static final double HIGHEST = 600;
    /// A peak so far above the threshold does not move it.
    private static final double PEAK = 15;
    /// Milliseconds for which it must last.
    private static final double OVERUSE_TIME = 10;

    private final double[] times = new double[WINDOW];
    private final double[] delays = new double[WINDOW];
    private int groups;
    private double accumulated;
    private double smoothed;
    private long firstArrival;
    private double trend;
    private double threshold = 12.5;
    private long lastUpdate;
    private double over = -1;
    private int overCount;
    private Signal signal = Signal.NORMAL;

    Signal signal() {
        return signal;
    }

    /// One more group of packets has arrived.
    void onGroup(long sentDelta, long arrivalDelta, long arrivedMicros) {
        if (groups == 0) {
            firstArrival = arrivedMicros;
        }
        accumulated += (arrivalDelta - sentDelta) / 1e3;
        smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * accumulated;
        times[groups % WINDOW] = (arrivedMicros - firstArrival) / 1e3;
        delays[groups % WINDOW] = smoothed;
        groups++;
        double before = trend;
        if (groups >= WINDOW) {
            trend = slope();
        }
        detect(Math.min(groups, FULL_CONFIDENCE) * trend * GAIN, before, sentDelta / 1e3, arrivedMicros);
    }

    private double slope() {
        double meanTime = 0;
        double meanDelay = 0;
        for (int i = 0; i < WINDOW; i++) {
            meanTime += times[i];
            meanDelay += delays[i];
        }
        meanTime /= WINDOW;
        meanDelay /= WINDOW;
        double top = 0;
        double bottom = 0;
        for (int i = 0; i < WINDOW; i++) {
            double time = times[i] - meanTime;
            top += time * (delays[i] - meanDelay);
            bottom += time * time;
        }
        return bottom == 0 ? trend : top / bottom;
    }

    private void detect(double value, double trendBefore, double sentDelta, long nowMicros) {
        if (value > threshold) {
            over = over < 0 ? sentDelta / 2 : over + sentDelta;
            overCount++;
            if (over > OVERUSE_TIME && overCount > 1 && trend >= trendBefore) {
                over = 0;
                overCount = 0;
                signal = Signal.OVERUSE;
            }
        } else {
            over = -1;
            overCount = 0;
            signal = value < -threshold ? Signal.UNDERUSE : Signal.NORMAL;
        }
        double size = Math.abs(value);
        if (size <= threshold + PEAK) {
            double rate = size < threshold ? DOWN : UP;
            double millis = Math.clamp((nowMicros - lastUpdate) / 1e3, 0, 100);
            threshold = Math.clamp(threshold + rate * (size - threshold) * millis, LOWEST, HIGHEST);
        }
        lastUpdate = nowMicros;
    }
}
