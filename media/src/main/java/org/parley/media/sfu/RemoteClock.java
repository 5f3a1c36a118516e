// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

/// A publisher's wall clock, as its sender reports show it, against the room's clock. One for all of a
/// publisher's streams, so that its sound and picture stay together whatever the network does to single
/// reports.
final class RemoteClock {
    /// A publisher that sets its clock, rather than one whose reports are late.
    private static final long STEP = 3_000_000_000L;

    private boolean known;
    private long offset;

    /// @param remoteNanos time in the report
    /// @param now when it came
    void onReport(long remoteNanos, long now) {
        long sample = now - remoteNanos;
        if (!known || sample < offset || sample - offset > STEP) {
            known = true;
            offset = sample;
        } else {
            // the smallest is the one with the least delay; slowly upwards, since clocks drift
            offset += (sample - offset) / 64;
        }
    }

    long local(long remoteNanos) {
        return remoteNanos + offset;
    }
}
