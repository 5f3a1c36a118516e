// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

/// When packets with transport-wide sequence numbers left, and how long they were: the last 2,048 of them, one
/// word each, so that noting one costs one store. At 1,000 packets a second that is 2 s, more than any path
/// takes to report.
final class SentLog {
    static final int SIZE = 2_048;

    private static final int LENGTH_BITS = 11;
    private static final int MAX_LENGTH = (1 << LENGTH_BITS) - 1;

    /// Time in units of 1,024 ns, then the length; 0 where nothing was sent or it is acknowledged already.
    private final long[] packets = new long[SIZE];
    /// Extended: the lower 16 bits are on the wire.
    private long next = 0x1_0000;

    /// Number of the next packet.
    long next() {
        return next;
    }

    void put(int length, long nanos) {
        packets[(int) next & (SIZE - 1)] = ((nanos >> 10) << LENGTH_BITS) | Math.min(length, MAX_LENGTH);
        next++;
    }

    /// The extended number that a number on the wire most likely stands for. Nobody has said that it was sent.
    long extend(int sequence) {
        long last = next - 1;
        return last + (short) (sequence - (int) last);
    }

    /// Removes a packet: it is acknowledged once.
    ///
    /// @return 0 if it was not sent, is too long ago, or was removed before
    long take(long number) {
        if (number >= next || number < next - SIZE) {
            return 0;
        }
        int at = (int) number & (SIZE - 1);
        long packet = packets[at];
        packets[at] = 0;
        return packet;
    }

    static int length(long packet) {
        return (int) packet & MAX_LENGTH;
    }

    static long nanos(long packet) {
        return (packet >> LENGTH_BITS) << 10;
    }
}
