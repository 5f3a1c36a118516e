// SPDX-License-Identifier: Apache-2.0
package org.parley.media.testing;

import java.nio.ByteBuffer;

/// Plain packets for tests.
public final class RtpPackets {
    private RtpPackets() {}

    /// An RTP packet without extensions, its payload filled with a pattern.
    public static byte[] rtp(int ssrc, int sequence, int payloadLength) {
        ByteBuffer packet = ByteBuffer.allocate(12 + payloadLength);
        packet.put((byte) 0x80)
                .put((byte) 96)
                .putShort((short) sequence)
                .putInt(sequence * 90)
                .putInt(ssrc);
        for (int i = 0; i < payloadLength; i++) {
            packet.put((byte) (i + sequence));
        }
        return packet.array();
    }

    /// An empty receiver report (RFC 3550 §6.4.2).
    public static byte[] receiverReport(int ssrc) {
        return ByteBuffer.allocate(8)
                .put((byte) 0x80)
                .put((byte) 201)
                .putShort((short) 1)
                .putInt(ssrc)
                .array();
    }
}
