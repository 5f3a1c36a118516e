// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

/// Puts packets into groups that were sent together (draft-ietf-rmcat-gcc-02 §5.2), since what a queue adds
/// within a burst says nothing about the path, and says how much later than the group before each came.
final class ArrivalGroups {
    /// What is sent within this belongs together.
    private static final long SENT_TOGETHER = 5_000;
    /// What arrives within this of each other, faster than it was sent, waited for something on the way (a
    /// Wi-Fi device that sleeps).
    private static final long ARRIVED_TOGETHER = 5_000;

    private static final long LONGEST_BURST = 100_000;
    /// Clocks that are off by more than this have jumped: begin anew.
    private static final long JUMP = 3_000_000;

    private long firstSent;
    private long lastSent;
    private long firstArrived;
    private long lastArrived;
    private long sentBefore;
    private long arrivedBefore;
    private boolean started;
    private boolean haveBefore;

    /// The last result, in microseconds.
    private long sentDelta;

    private long arrivalDelta;

    /// @return whether a group has ended, so that there are new deltas
    boolean onPacket(long sentMicros, long arrivalMicros) {
        if (!started) {
            started = true;
            start(sentMicros, arrivalMicros);
            return false;
        }
        if (sentMicros < firstSent) {
            return false; // of a group that has ended
        }
        if (isTogether(sentMicros, arrivalMicros)) {
            lastSent = Math.max(lastSent, sentMicros);
            lastArrived = Math.max(lastArrived, arrivalMicros);
            return false;
        }
        boolean ended = haveBefore;
        sentDelta = lastSent - sentBefore;
        arrivalDelta = lastArrived - arrivedBefore;
        haveBefore = true;
        sentBefore = lastSent;
        arrivedBefore = lastArrived;
        start(sentMicros, arrivalMicros);
        if (ended && Math.abs(arrivalDelta - sentDelta) > JUMP) {
            haveBefore = false;
            return false;
        }
        return ended;
    }

    private boolean isTogether(long sent, long arrived) {
        if (sent - firstSent <= SENT_TOGETHER) {
            return true;
        }
        long gap = arrived - lastArrived;
        return gap <= ARRIVED_TOGETHER && gap < sent - lastSent && arrived - firstArrived < LONGEST_BURST;
    }

    private void start(long sent, long arrived) {
        firstSent = sent;
        lastSent = sent;
        firstArrived = arrived;
        lastArrived = arrived;
    }

    long sentDelta() {
        return sentDelta;
    }

    long arrivalDelta() {
        return arrivalDelta;
    }

    /// When the last group that has ended arrived.
    long arrived() {
        return arrivedBefore;
    }
}
