// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.time.InstantSource;

/// How many tries something has: a bucket that fills again evenly. Bounded in memory: when there are more
/// keys than fit, those used least lately start anew. May be called from any thread.
public final class TryLimiter {
    private static final int MAX_KEYS = 20_000;

    private final InstantSource clock;
    private final int tries;
    private final long millisPerTry;
    private final LoadingCache<String, Bucket> buckets;

    /// @param tries at once, and within `window` on average
    public TryLimiter(InstantSource clock, int tries, Duration window) {
        this.clock = clock;
        this.tries = tries;
        this.millisPerTry = window.toMillis() / tries;
        this.buckets = Caffeine.newBuilder().maximumSize(MAX_KEYS).build(_ -> new Bucket());
    }

    /// Takes a try.
    ///
    /// @return zero if there was one, otherwise how long until there is
    public Duration take(String key) {
        Bucket bucket = buckets.get(key);
        long now = clock.millis();
        synchronized (bucket) {
            // The bucket is full when emptyUntil lies in the past, empty when it is `tries` steps ahead.
            long next = Math.max(bucket.usedUntil, now) + millisPerTry;
            long over = next - now - tries * millisPerTry;
            if (over > 0) {
                return Duration.ofMillis(over);
            }
            bucket.usedUntil = next;
            return Duration.ZERO;
        }
    }

    /// Takes nothing.
    ///
    /// @return zero if there is a try, otherwise how long until there is
    public Duration untilNext(String key) {
        Bucket bucket = buckets.getIfPresent(key);
        if (bucket == null) {
            return Duration.ZERO;
        }
        long now = clock.millis();
        synchronized (bucket) {
            long next = Math.max(bucket.usedUntil, now) + millisPerTry;
            return Duration.ofMillis(Math.max(0, next - now - tries * millisPerTry));
        }
    }

    private static final class Bucket {
        private long usedUntil;
    }
}
