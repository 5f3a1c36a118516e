// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

/// How long packets wait on the way beyond the least they need: the one-way delay, by clocks that agree in
/// nothing but their speed, above the lowest of the last 15 to 30 s.
final class StandingQueue {
    private static final long EPOCH = 15_000_000;
    private static final double SMOOTHING = 0.05;

    private long epochStart;
    private long lowest = Long.MAX_VALUE;
    private long lowestBefore = Long.MAX_VALUE;
    private double delay;
    private boolean started;

    void onPacket(long sentMicros, long arrivalMicros) {
        long oneWay = arrivalMicros - sentMicros;
        if (!started) {
            started = true;
            epochStart = sentMicros;
            delay = oneWay;
        }
        if (sentMicros - epochStart > EPOCH) {
            epochStart = sentMicros;
            lowestBefore = lowest;
            lowest = oneWay;
        }
        lowest = Math.min(lowest, oneWay);
        delay += SMOOTHING * (oneWay - delay);
    }

    long micros() {
        return started ? (long) delay - Math.min(lowest, lowestBefore) : 0;
    }
}
