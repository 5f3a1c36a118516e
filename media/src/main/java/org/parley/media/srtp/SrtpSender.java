// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.parley.media.crypto.Ciphers;

/// Protects what we send. Guarantees that no packet index is used twice for one SSRC, because with GCM that
/// would give the key of the authentication away; so a retransmission must be RTX, not the same packet again.
public final class SrtpSender implements AutoCloseable {
    /// The packet was refused: see each method.
    public static final int REFUSED = -1;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    /// SSRCs that the forwarding core may use towards one endpoint over its life.
    private static final int MAX_STREAMS = 4_096;

    private final Arena arena = Arena.ofConfined();
    private final Protection protection;
    private final Streams streams = new Streams(MAX_STREAMS);
    private final Streams control = new Streams(MAX_STREAMS);

    public SrtpSender(Ciphers ciphers, SrtpProfile profile, MasterKey key) {
        protection = switch (profile) {
            case AEAD_AES_128_GCM -> new GcmProtection(ciphers, key, true, arena);
            case AES128_CM_HMAC_SHA1_80 -> new CmProtection(ciphers, key, arena);
        };
    }

    /// Protects an RTP packet in place; behind it must be room for the trailer.
    ///
    /// @return the new length, or [#REFUSED] if it is no RTP packet, or its sequence number was used before
    public int protectRtp(MemorySegment buffer, long offset, int length) {
        int header = RtpHeader.length(buffer, offset, length);
        long index = header < 0 ? REFUSED : nextIndex(buffer, offset);
        return index < 0
                ? REFUSED
                : protection.sealRtp(buffer, offset, header, length, RtpHeader.ssrc(buffer, offset), index);
    }

    /// Writes the protected payload and the trailer behind the header of an RTP packet.
    ///
    /// @param headerLength all of the header and nothing else
    /// @return the length of all, or [#REFUSED] if the header is none, or its sequence number was used before
    public int protectRtp(
            MemorySegment buffer,
            long offset,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength) {
        boolean right = RtpHeader.length(buffer, offset, headerLength) == headerLength;
        long index = right ? nextIndex(buffer, offset) : REFUSED;
        return index < 0
                ? REFUSED
                : protection.sealRtp(
                        buffer,
                        offset,
                        headerLength,
                        payload,
                        payloadOffset,
                        payloadLength,
                        RtpHeader.ssrc(buffer, offset),
                        index);
    }

    /// Takes note of the index of the packet with this header.
    private long nextIndex(MemorySegment buffer, long offset) {
        int sequence = RtpHeader.sequence(buffer, offset);
        int ssrc = RtpHeader.ssrc(buffer, offset);
        int at = streams.find(ssrc);
        if (at < 0) {
            at = streams.add(ssrc, sequence);
            if (at < 0) {
                return REFUSED;
            }
        }
        long index = streams.guess(at, sequence);
        if (streams.isSeen(at, index)) {
            return REFUSED;
        }
        streams.markSeen(at, index);
        return index;
    }

    /// Protects a compound RTCP packet in place.
    ///
    /// @return the new length, or [#REFUSED] if it is too short for an RTCP packet, or 2^31 were sent
    public int protectRtcp(MemorySegment buffer, long offset, int length) {
        if (length < 8) {
            return REFUSED;
        }
        int ssrc = buffer.get(INT, offset + 4);
        int at = control.find(ssrc);
        if (at < 0) {
            at = control.add(ssrc, 0);
            if (at < 0) {
                return REFUSED;
            }
        }
        long index = control.highest(at) + 1;
        if (index > Integer.MAX_VALUE) {
            return REFUSED;
        }
        control.markSeen(at, index);
        return protection.sealRtcp(buffer, offset, length, ssrc, (int) index);
    }

    @Override
    public void close() {
        protection.close();
        arena.close();
    }
}
