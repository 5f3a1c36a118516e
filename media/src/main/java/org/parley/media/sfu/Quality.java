// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

/// Connection quality of an endpoint in four levels, judged once a second from loss in both directions and
/// round-trip time. A level that flickers is of no use to anybody: worse is said after two seconds of it,
/// better after five.
final class Quality {
    static final int LOST = 0;
    static final int POOR = 1;
    static final int FAIR = 2;
    static final int GOOD = 3;

    private static final int WORSE_AFTER = 2;
    private static final int BETTER_AFTER = 5;

    /// Of 256. Up to 2 % nobody notices; from 8 % on, speech suffers in spite of error correction.
    private static final int FAIR_LOSS = 5;

    private static final int POOR_LOSS = 20;
    private static final long FAIR_ROUND_TRIP = 250_000_000L;
    private static final long POOR_ROUND_TRIP = 600_000_000L;

    private int level = GOOD;
    private int candidate = GOOD;
    private int seconds;

    int level() {
        return level;
    }

    /// One more second.
    ///
    /// @param loss of 256, the worse of both directions
    /// @param silent nothing at all is heard from it
    /// @return whether the level has changed
    boolean judge(int loss, long roundTrip, boolean silent) {
        int now = silent
                ? LOST
                : loss >= POOR_LOSS || roundTrip >= POOR_ROUND_TRIP
                        ? POOR
                        : loss >= FAIR_LOSS || roundTrip >= FAIR_ROUND_TRIP ? FAIR : GOOD;
        if (now == level) {
            seconds = 0;
            candidate = level;
            return false;
        }
        boolean sameSide = (now < level) == (candidate < level) && candidate != level;
        seconds = sameSide ? seconds + 1 : 1;
        // of what was seen on the way the nearest to where it is: all of these seconds were at least so good or bad
        candidate = !sameSide ? now : now < level ? Math.max(candidate, now) : Math.min(candidate, now);
        if (seconds < (now < level ? WORSE_AFTER : BETTER_AFTER)) {
            return false;
        }
        level = candidate;
        seconds = 0;
        return true;
    }
}
