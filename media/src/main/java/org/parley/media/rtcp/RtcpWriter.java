// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import java.lang.foreign.MemorySegment;
import org.parley.media.rtp.Bytes;

/// Writes RTCP packets. Each method writes one packet at an offset and returns its length; several one after
/// another make a compound packet.
public final class RtcpWriter {
    public static final int SENDER_REPORT_LENGTH = 28;
    public static final int PLI_LENGTH = 12;

    /// Header of a receiver report without its blocks.
    public static final int RECEIVER_REPORT_HEAD = 8;

    private RtcpWriter() {}

    static void header(MemorySegment m, long at, int count, int type, int length) {
        Bytes.put8(m, at, 0x80 | count);
        Bytes.put8(m, at + 1, type);
        Bytes.put16(m, at + 2, length / 4 - 1);
    }

    /// Sender report without report blocks, RFC 3550 §6.4.1.
    public static int senderReport(
            MemorySegment m, long at, int ssrc, long ntp, int timestamp, long packets, long octets) {
        header(m, at, 0, RtcpReader.SENDER_REPORT, SENDER_REPORT_LENGTH);
        Bytes.put32(m, at + 4, ssrc);
        Bytes.put32(m, at + 8, (int) (ntp >>> 32));
        Bytes.put32(m, at + 12, (int) ntp);
        Bytes.put32(m, at + 16, timestamp);
        Bytes.put32(m, at + 20, (int) packets);
        Bytes.put32(m, at + 24, (int) octets);
        return SENDER_REPORT_LENGTH;
    }

    /// Head of a receiver report, RFC 3550 §6.4.2, whose `blocks` blocks stand behind it already.
    public static int receiverReport(MemorySegment m, long at, int sender, int blocks) {
        int length = RECEIVER_REPORT_HEAD + blocks * ReceiveStatistics.BLOCK_LENGTH;
        header(m, at, blocks, RtcpReader.RECEIVER_REPORT, length);
        Bytes.put32(m, at + 4, sender);
        return length;
    }

    /// Source description with one CNAME, RFC 3550 §6.5.
    public static int cname(MemorySegment m, long at, int ssrc, byte[] cname) {
        long position = at + 4;
        Bytes.put32(m, position, ssrc);
        Bytes.put8(m, position + 4, 1);
        Bytes.put8(m, position + 5, cname.length);
        position += 6;
        for (byte b : cname) {
            Bytes.put8(m, position++, b);
        }
        do {
            Bytes.put8(m, position++, 0); // at least one zero ends the chunk
        } while (((position - at) & 3) != 0);
        int length = (int) (position - at);
        header(m, at, 1, RtcpReader.SDES, length);
        return length;
    }

    /// Picture loss indication, RFC 4585 §6.3.1.
    public static int pli(MemorySegment m, long at, int sender, int media) {
        header(m, at, 1, RtcpReader.PAYLOAD_FEEDBACK, PLI_LENGTH);
        Bytes.put32(m, at + 4, sender);
        Bytes.put32(m, at + 8, media);
        return PLI_LENGTH;
    }

    /// Generic NACK, RFC 4585 §6.2.1.
    ///
    /// @param sequences in rising order, the lower 16 bits count
    /// @return its length; at most 12 + 4 × count bytes
    public static int nack(MemorySegment m, long at, int sender, int media, long[] sequences, int count) {
        Bytes.put32(m, at + 4, sender);
        Bytes.put32(m, at + 8, media);
        int length = 12;
        int i = 0;
        while (i < count) {
            long first = sequences[i++];
            int following = 0;
            while (i < count && sequences[i] - first <= 16) {
                following |= 1 << (int) (sequences[i] - first - 1);
                i++;
            }
            Bytes.put16(m, at + length, (int) first);
            Bytes.put16(m, at + length + 2, following);
            length += 4;
        }
        header(m, at, 1, RtcpReader.TRANSPORT_FEEDBACK, length);
        return length;
    }
}
