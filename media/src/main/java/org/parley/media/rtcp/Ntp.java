// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

/// NTP timestamps (RFC 3550 §4) of a monotonic clock. RFC 3550 §6.4.1 allows elapsed time: only differences
/// count.
public final class Ntp {
    private static final long SECOND = 1_000_000_000L;

    private Ntp() {}

    /// 32 bits of seconds, 32 bits of fraction.
    public static long ofNanos(long nanos) {
        long seconds = Math.floorDiv(nanos, SECOND);
        long rest = Math.floorMod(nanos, SECOND);
        return (seconds << 32) | ((rest << 32) / SECOND);
    }

    /// Nanoseconds since the timestamp's own zero; seconds as an unsigned number.
    public static long toNanos(long ntp) {
        return (ntp >>> 32) * SECOND + (((ntp & 0xffff_ffffL) * SECOND) >>> 32);
    }

    /// The middle 32 bits, as reports echo them.
    public static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }
}
