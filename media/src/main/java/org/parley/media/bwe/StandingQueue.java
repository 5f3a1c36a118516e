// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

/// How long even the fastest packets wait on the way beyond the least they need: the lowest one-way delay of
/// the last half second, by clocks that agree in nothing but their speed, above the lowest of the last 15 to
/// 30 s. Jitter is not taken for a queue, since some packets always come without it.
final class StandingQueue {
    private static final long EPOCH = 15_000_000;
    private static final long WINDOW = 250_000;
    /// A wait of so many microseconds is a queue.
    private static final long LONG = 40_000;

    private long epochStart;
    private long lowest = Long.MAX_VALUE;
    private long lowestBefore = Long.MAX_VALUE;
    private long windowStart;
    private long recent = Long.MAX_VALUE;
    private long recentBefore = Long.MAX_VALUE;
    private boolean started;

    void onPacket(long sentMicros, long arrivalMicros) {
        long oneWay = arrivalMicros - sentMicros;
        if (!started) {
            started = true;
            epochStart = sentMicros;
            windowStart = sentMicros;
        }
        if (sentMicros - epochStart > EPOCH) {
            epochStart = sentMicros;
            lowestBefore = lowest;
            lowest = oneWay;
        }
        if (sentMicros - windowStart > WINDOW) {
            windowStart = sentMicros;
            recentBefore = recent;
            recent = oneWay;
        }
        lowest = Math.min(lowest, oneWay);
        recent = Math.min(recent, oneWay);
    }

    boolean isLong() {
        return started && Math.min(recent, recentBefore) - Math.min(lowest, lowestBefore) > LONG;
    }
}
