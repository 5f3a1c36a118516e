// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import org.parley.media.bwe.BandwidthEstimator;

/// Finds out whether a path carries more than is thought, while more is wanted: for some 60 ms it is sent up
/// to double the estimate, by sending packets of a video again or padding, on the RTX SSRC. Sound is never
/// repeated.
final class Prober {
    private final SfuEndpoint endpoint;
    private final BandwidthEstimator estimator;
    private final ByteRate sent;
    private boolean active;
    private long target;
    private long start;
    private long end;
    private long sentAtStart;
    private long estimateBefore;
    private long padded;
    private int slot;
    private boolean waiting;
    private int failures;
    private long notBefore = Long.MIN_VALUE;

    Prober(SfuEndpoint endpoint, BandwidthEstimator estimator, ByteRate sent) {
        this.endpoint = endpoint;
        this.estimator = estimator;
        this.sent = sent;
    }

    /// Begins a probe if it is time for one.
    ///
    /// @param wanted bits per second that would be of use
    void consider(long wanted, long now) {
        if (active) {
            return;
        }
        if (waiting && !isJudged(now)) {
            return;
        }
        long estimate = estimator.estimatedBitsPerSecond(now);
        if (wanted <= estimate
                || now < notBefore
                || !estimator.isCalm(now)
                || !estimator.isKnown(now)
                || !isPossible()) {
            return;
        }
        active = true;
        estimateBefore = estimate;
        target = Math.min(2 * estimate, (long) (wanted * Tuning.PROBE_ABOVE_WANTED));
        start = now;
        end = now + Math.max(Tuning.PROBE_LENGTH, Tuning.PROBE_BYTES * 8_000_000_000L / target);
        sentAtStart = sent.total();
        padded = 0;
        estimator.startProbe(endpoint.roundTrip, now);
        endpoint.room.probe(this, now);
    }

    /// The last probe has a result, or will have none.
    private boolean isJudged(long now) {
        if (estimator.isProbing()) {
            if (now - end < Tuning.PROBE_RESULT + 2 * endpoint.roundTrip) {
                return false;
            }
            estimator.forgetProbe();
        }
        waiting = false;
        boolean raised = estimator.estimatedBitsPerSecond(now) > estimateBefore * 1.1;
        failures = raised ? 0 : failures + 1;
        notBefore = raised ? now : end + (failures < 2 ? Tuning.PROBE_AGAIN : Tuning.PROBE_SELDOM);
        return true;
    }

    void close() {
        active = false;
    }

    private boolean isPossible() {
        for (int i = 0; i < endpoint.videoSlots.size(); i++) {
            if (endpoint.videoSlots.get(i).repair.canFill()) {
                return true;
            }
        }
        return false;
    }

    /// Sends what is due.
    ///
    /// @return whether there will be more
    boolean onTimer(long now) {
        if (!active) {
            return false;
        }
        long due =
                (long) (target / 8e9 * (Math.min(now, end) - start + Tuning.PROBE_TICK)) - sent.total() + sentAtStart;
        for (int packets = 0; due > 0 && packets < Tuning.PROBE_PACKETS && padded < Tuning.MAX_PROBE_BYTES; packets++) {
            int length = fill(due, now);
            if (length == 0) {
                break;
            }
            due -= length;
            padded += length;
        }
        if (now >= end || padded >= Tuning.MAX_PROBE_BYTES) {
            active = false;
            waiting = true;
            end = now;
            estimator.endProbe();
        }
        return active;
    }

    private int fill(long due, long now) {
        int slots = endpoint.videoSlots.size();
        for (int i = 0; i < slots; i++) {
            RepairSender repair = endpoint.videoSlots.get((slot + i) % slots).repair;
            int length = repair.fill(due, now);
            if (length > 0) {
                slot = (slot + i) % slots;
                return length;
            }
        }
        return 0;
    }
}
