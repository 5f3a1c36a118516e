// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.parley.media.crypto.Ciphers;

/// Checks and decrypts what an endpoint sends. Only an authentic packet changes any state here. A packet that
/// fails may have been overwritten with garbage.
public final class SrtpReceiver implements AutoCloseable {
    /// No RTP or RTCP packet, or too short for its trailer.
    public static final int MALFORMED = -1;
    /// Seen before, or too old to know.
    public static final int REPLAYED = -2;
    public static final int NOT_AUTHENTIC = -3;
    /// More SSRCs than an endpoint may use.
    public static final int TOO_MANY_STREAMS = -4;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    /// SSRCs one endpoint may use over its life; each costs 140 bytes. A page has some 15 and new ones when
    /// it makes new sections.
    private static final int MAX_STREAMS = 512;

    private final Arena arena = Arena.ofConfined();
    private final Protection protection;
    private final Streams streams = new Streams(MAX_STREAMS);
    private final Streams control = new Streams(MAX_STREAMS);

    public SrtpReceiver(Ciphers ciphers, SrtpProfile profile, MasterKey key) {
        protection = switch (profile) {
            case AEAD_AES_128_GCM -> new GcmProtection(ciphers, key, false, arena);
            case AES128_CM_HMAC_SHA1_80 -> new CmProtection(ciphers, key, arena);
        };
    }

    /// Unprotects an SRTP packet in place.
    ///
    /// @return the plain length, or why not: one of the negative constants
    public int unprotectRtp(MemorySegment buffer, long offset, int length) {
        int header = RtpHeader.length(buffer, offset, length - protection.rtpOverhead());
        if (header < 0) {
            return MALFORMED;
        }
        int sequence = RtpHeader.sequence(buffer, offset);
        int ssrc = RtpHeader.ssrc(buffer, offset);
        int at = streams.find(ssrc);
        long index = at < 0 ? sequence : streams.guess(at, sequence);
        if (at >= 0 && streams.isSeen(at, index)) {
            return REPLAYED;
        }
        if (at < 0 && streams.size() >= MAX_STREAMS) {
            return TOO_MANY_STREAMS;
        }
        int plain = protection.openRtp(buffer, offset, header, length, ssrc, index);
        if (plain < 0) {
            return NOT_AUTHENTIC;
        }
        if (at < 0) {
            at = streams.add(ssrc, index);
        }
        streams.markSeen(at, index);
        return plain;
    }

    /// Unprotects an SRTCP packet in place.
    ///
    /// @return the plain length, or why not: one of the negative constants
    public int unprotectRtcp(MemorySegment buffer, long offset, int length) {
        if (length < 8 + protection.rtcpOverhead()) {
            return MALFORMED;
        }
        int ssrc = buffer.get(INT, offset + 4);
        int word = protection.rtcpWord(buffer, offset, length);
        long index = word & 0x7fff_ffffL;
        int at = control.find(ssrc);
        if (at >= 0 && control.isSeen(at, index)) {
            return REPLAYED;
        }
        if (at < 0 && control.size() >= MAX_STREAMS) {
            return TOO_MANY_STREAMS;
        }
        int plain = protection.openRtcp(buffer, offset, length, ssrc, word);
        if (plain < 0) {
            return NOT_AUTHENTIC;
        }
        if (at < 0) {
            at = control.add(ssrc, index);
        }
        control.markSeen(at, index);
        return plain;
    }

    @Override
    public void close() {
        protection.close();
        arena.close();
    }
}
