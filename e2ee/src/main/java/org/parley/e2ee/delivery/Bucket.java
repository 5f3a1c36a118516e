// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A token bucket: bursts up to its size, then one per interval.
final class Bucket {
    private final Rate rate;
    private int tokens;
    private @Nullable Instant counted;

    record Rate(int burst, Duration interval) {}

    Bucket(Rate rate) {
        this.rate = rate;
        this.tokens = rate.burst;
    }

    boolean take(Instant now) {
        refill(now);
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }

    /// One more, for something that was asked for.
    void grant() {
        tokens = Math.min(rate.burst, tokens + 1);
    }

    private void refill(Instant now) {
        var since = counted;
        if (since == null || now.isBefore(since)) {
            counted = now;
            return;
        }
        var earned = Duration.between(since, now).dividedBy(rate.interval);
        tokens = (int) Math.min(rate.burst, tokens + earned);
        counted = since.plus(rate.interval.multipliedBy(earned));
    }
}
