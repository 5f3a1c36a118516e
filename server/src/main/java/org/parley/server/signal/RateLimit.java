// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

/// A token bucket, full at first. Touched by one thread at a time.
public final class RateLimit {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double burst;
    private double tokens;
    private long lastNanos;

    /// @param perSecond how often something may be done on average
    /// @param burst how often in a row after a rest
    public RateLimit(double perSecond, double burst) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
    }

    /// @param nowNanos of a clock that does not go back, such as [System#nanoTime]
    public boolean allows(long nowNanos) {
        double gained = Math.max(0, (nowNanos - lastNanos) / NANOS * perSecond);
        lastNanos = nowNanos;
        tokens = Math.min(burst, tokens + gained);
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
