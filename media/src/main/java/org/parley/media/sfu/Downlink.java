// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.MemorySegment;
import org.parley.media.bwe.BandwidthEstimator;

/// The path from the server to one endpoint: what goes over it, and what it carries.
final class Downlink {
    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final ByteRate sent = new ByteRate();
    final Allocation allocation;
    private final Prober prober;

    Downlink(SfuEndpoint endpoint) {
        allocation = new Allocation(endpoint, estimator);
        prober = new Prober(endpoint, estimator, sent);
    }

    /// Transport-wide sequence number of the next packet that has one.
    int nextSequence() {
        return estimator.nextSequence();
    }

    /// An RTP packet is sent.
    ///
    /// @param numbered whether it has the number [#nextSequence()]
    void onSent(int length, boolean numbered, long now) {
        sent.add(length + BandwidthEstimator.OVERHEAD);
        if (numbered) {
            estimator.onSent(length, now);
        }
    }

    /// @return false if it is malformed
    boolean onFeedback(MemorySegment m, long at, int length, long roundTrip, long now) {
        return estimator.onFeedback(m, at, length, roundTrip, now);
    }

    void onRemb(long bitsPerSecond, long now) {
        estimator.onRemb(bitsPerSecond, now);
    }

    void onTimer(long now) {
        sent.onTimer(now);
        allocation.onTimer(now);
        prober.consider(allocation.wanted(), now);
    }

    /// Ends what is under way.
    void close() {
        prober.close();
    }

    /// What the path is thought to carry; 0 while nothing is known.
    long estimatedBitsPerSecond(long now) {
        return estimator.isKnown(now) ? estimator.estimatedBitsPerSecond(now) : 0;
    }

    /// What is sent over it, in the last second.
    long sentBitsPerSecond() {
        return sent.bitsPerSecond();
    }
}
