// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

/// Judges what arrives of one stream by its RTP sequence numbers (RFC 3550 §A.1): packets, gaps, repeats.
/// Used by the thread of the [LoadLoop] alone.
final class StreamCheck {
    private final int ssrc;
    private long first = -1;
    private long highest;
    private long received;
    private long repeated;

    StreamCheck(int ssrc) {
        this.ssrc = ssrc;
    }

    int ssrc() {
        return ssrc;
    }

    /// @param sequence 16 bits
    void on(int sequence) {
        received++;
        if (first < 0) {
            first = sequence;
            highest = sequence;
            return;
        }
        long extended = highest + (short) (sequence - (int) highest);
        if (extended > highest) {
            highest = extended;
        } else {
            repeated++;
        }
    }

    long received() {
        return received;
    }

    /// Packets that came after a later one, or twice.
    long repeated() {
        return repeated;
    }

    /// Sequence numbers that were skipped.
    long missing() {
        return first < 0 ? 0 : Math.max(0, highest - first + 1 - received);
    }

    /// For a receiver report: RFC 3550 §6.4.1.
    int extendedHighest() {
        return (int) highest;
    }
}
