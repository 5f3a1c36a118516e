// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

/// A token bucket for one connection. Touched only by the thread that reads the connection.
final class RateLimit {
    private static final double NANOS = 1e9;

    private double tokens = Limits.MESSAGE_BURST;
    private long lastNanos;

    RateLimit(long nowNanos) {
        lastNanos = nowNanos;
    }

    boolean allows(long nowNanos) {
        double gained = (nowNanos - lastNanos) / NANOS * Limits.MESSAGES_PER_SECOND;
        lastNanos = nowNanos;
        tokens = Math.min(Limits.MESSAGE_BURST, tokens + gained);
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
