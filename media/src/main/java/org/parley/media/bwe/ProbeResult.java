// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

/// One cluster of packets sent faster than the estimate, and what came of it: the rate at which they arrived.
final class ProbeResult {
    /// A rate that is reached to less than this means the path's limit was met.
    private static final double REACHED = 0.9;
    /// Slightly below what was seen then, so as not to fill the queue at once.
    private static final double LIMIT = 0.95;
    /// Arriving so much faster than it was sent, a cluster had waited for something and says nothing.
    private static final double FASTEST = 2;

    private static final int LEAST_PACKETS = 4;

    private long first;
    private long last = -1;
    private boolean open;
    private int expectedBytes;
    private int packets;
    private long bytes;
    private int firstBytes;
    private int lastBytes;
    private long firstSent;
    private long lastSent;
    private long firstArrived;
    private long lastArrived;

    /// Begins with the packet of this number.
    void start(long number) {
        first = number;
        last = Long.MAX_VALUE;
        open = true;
        expectedBytes = 0;
        packets = 0;
        bytes = 0;
    }

    void onSent(int length) {
        if (open) {
            expectedBytes += length;
        }
    }

    /// Ends before the packet of this number.
    void end(long number) {
        last = number - 1;
        open = false;
    }

    void clear() {
        last = -1;
        open = false;
    }

    boolean isOpen() {
        return open;
    }

    boolean isWaiting() {
        return last >= 0;
    }

    void onReceived(long number, int length, long sentMicros, long arrivedMicros) {
        if (number < first || number > last) {
            return;
        }
        if (packets == 0 || sentMicros < firstSent) {
            firstSent = sentMicros;
        }
        if (packets == 0 || sentMicros >= lastSent) {
            lastSent = sentMicros;
            lastBytes = length;
        }
        if (packets == 0 || arrivedMicros < firstArrived) {
            firstArrived = arrivedMicros;
            firstBytes = length;
        }
        if (packets == 0 || arrivedMicros > lastArrived) {
            lastArrived = arrivedMicros;
        }
        packets++;
        bytes += length;
    }

    /// @param through the highest number that feedback has spoken of
    boolean isComplete(long through) {
        return !open && last >= 0 && through >= last;
    }

    /// Bits per second that the path was seen to carry; 0 if nothing can be said.
    long bitsPerSecond() {
        if (packets < LEAST_PACKETS || bytes < expectedBytes * 0.8) {
            return 0;
        }
        double sent = rate(bytes - lastBytes, lastSent - firstSent);
        double arrived = rate(bytes - firstBytes, lastArrived - firstArrived);
        if (arrived > FASTEST * sent) {
            return 0;
        }
        return (long) (arrived < REACHED * sent ? LIMIT * arrived : Math.min(sent, arrived));
    }

    private static double rate(long bytes, long micros) {
        return bytes * 8e6 / Math.max(micros, 1_000);
    }
}
