// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Instant;

/// Time as the guard's tables keep it: whole seconds since 2020, which fit an `int` until 2088. 0 means
/// "never".
final class Seconds {
    private static final long ORIGIN = Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();

    private Seconds() {}

    static int of(Instant now) {
        return (int) Math.clamp(now.getEpochSecond() - ORIGIN, 1L, Integer.MAX_VALUE - 1L);
    }

    static Instant instant(int seconds) {
        return Instant.ofEpochSecond(ORIGIN + seconds);
    }

    /// Adds without running over the end of time.
    static int plus(int seconds, long more) {
        return (int) Math.clamp(seconds + more, 0L, Integer.MAX_VALUE - 1L);
    }
}
