// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

/// RTP time.
public final class Clock {
    private static final long SECOND = 1_000_000_000L;

    private Clock() {}

    /// Nanoseconds in ticks of an RTP clock, modulo 2³².
    public static int ticks(long nanos, int clockRate) {
        return (int) (Math.floorDiv(nanos, SECOND) * clockRate + Math.floorMod(nanos, SECOND) * clockRate / SECOND);
    }

    /// A difference of RTP timestamps in nanoseconds.
    public static long nanos(int ticks, int clockRate) {
        return ticks * SECOND / clockRate;
    }
}
