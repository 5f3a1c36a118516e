// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.parley.media.crypto.Ciphers;
import org.parley.media.crypto.Gcm;

/// AEAD_AES_128_GCM (RFC 7714). SRTCP is always encrypted: what comes in without encryption (flag E off,
/// §9.3) is refused, since DTLS-SRTP peers never send it.
final class GcmProtection implements Protection {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int RTCP_HEADER = 8;
    private static final int WORD = 4;

    private final Gcm rtp;
    private final Gcm rtcp;
    private final long rtpSaltHigh;
    private final int rtpSaltLow;
    private final long rtcpSaltHigh;
    private final int rtcpSaltLow;
    /// Scratch: the IV of the packet in hand, and the additional data of SRTCP, which does not stand in one
    /// piece.
    private final MemorySegment iv;

    private final MemorySegment aad;

    GcmProtection(Ciphers ciphers, MasterKey master, boolean sends, Arena arena) {
        KeyDerivation keys = new KeyDerivation(master);
        byte[] rtpKey = keys.derive(KeyDerivation.RTP_KEY, Gcm.KEY_LENGTH);
        byte[] rtcpKey = keys.derive(KeyDerivation.RTCP_KEY, Gcm.KEY_LENGTH);
        this(
                sends ? ciphers.sealer(rtpKey) : ciphers.opener(rtpKey),
                keys.derive(KeyDerivation.RTP_SALT, Gcm.IV_LENGTH),
                sends ? ciphers.sealer(rtcpKey) : ciphers.opener(rtcpKey),
                keys.derive(KeyDerivation.RTCP_SALT, Gcm.IV_LENGTH),
                arena);
    }

    /// With session keys, as the RFC's vectors give them.
    GcmProtection(Gcm rtp, byte[] rtpSalt, Gcm rtcp, byte[] rtcpSalt, Arena arena) {
        this.rtp = rtp;
        this.rtcp = rtcp;
        MemorySegment salt = MemorySegment.ofArray(rtpSalt);
        rtpSaltHigh = salt.get(LONG, 0);
        rtpSaltLow = salt.get(INT, 8);
        salt = MemorySegment.ofArray(rtcpSalt);
        rtcpSaltHigh = salt.get(LONG, 0);
        rtcpSaltLow = salt.get(INT, 8);
        iv = arena.allocate(Gcm.IV_LENGTH, 8);
        aad = arena.allocate(RTCP_HEADER + WORD, 8);
    }

    @Override
    public int rtpOverhead() {
        return Gcm.TAG_LENGTH;
    }

    @Override
    public int rtcpOverhead() {
        return Gcm.TAG_LENGTH + WORD;
    }

    @Override
    public int sealRtp(MemorySegment buffer, long offset, int headerLength, int length, int ssrc, long index) {
        rtpIv(ssrc, index);
        rtp.seal(iv, buffer, offset, headerLength, buffer, offset + headerLength, length - headerLength);
        return length + Gcm.TAG_LENGTH;
    }

    @Override
    public int sealRtp(
            MemorySegment buffer,
            long offset,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            int ssrc,
            long index) {
        rtpIv(ssrc, index);
        rtp.sealBehind(iv, buffer, offset, headerLength, payload, payloadOffset, payloadLength);
        return headerLength + payloadLength + Gcm.TAG_LENGTH;
    }

    @Override
    public int openRtp(MemorySegment buffer, long offset, int headerLength, int length, int ssrc, long index) {
        rtpIv(ssrc, index);
        int plain = length - Gcm.TAG_LENGTH;
        boolean right = rtp.open(iv, buffer, offset, headerLength, buffer, offset + headerLength, plain - headerLength);
        return right ? plain : -1;
    }

    @Override
    public int sealRtcp(MemorySegment buffer, long offset, int length, int ssrc, int index) {
        int word = index | 0x8000_0000;
        rtcpIv(ssrc, index);
        aad.set(LONG, 0, buffer.get(LONG, offset));
        aad.set(INT, RTCP_HEADER, word);
        rtcp.seal(iv, aad, 0, RTCP_HEADER + WORD, buffer, offset + RTCP_HEADER, length - RTCP_HEADER);
        buffer.set(INT, offset + length + Gcm.TAG_LENGTH, word);
        return length + rtcpOverhead();
    }

    @Override
    public int rtcpWord(MemorySegment buffer, long offset, int length) {
        return buffer.get(INT, offset + length - WORD);
    }

    @Override
    public int openRtcp(MemorySegment buffer, long offset, int length, int ssrc, int word) {
        rtcpIv(ssrc, word & 0x7fff_ffff);
        int plain = length - rtcpOverhead();
        if (word >= 0) {
            return -1; // not encrypted: no browser sends that, and we take nothing readable
        }
        aad.set(LONG, 0, buffer.get(LONG, offset));
        aad.set(INT, RTCP_HEADER, word);
        boolean right = rtcp.open(iv, aad, 0, RTCP_HEADER + WORD, buffer, offset + RTCP_HEADER, plain - RTCP_HEADER);
        return right ? plain : -1;
    }

    /// RFC 7714 §8.1: two zero bytes, SSRC, roll-over counter, sequence number; XOR salt.
    private void rtpIv(int ssrc, long index) {
        iv.set(LONG, 0, ((ssrc & 0xffff_ffffL) << 16 | index >>> 32) ^ rtpSaltHigh);
        iv.set(INT, 8, (int) index ^ rtpSaltLow);
    }

    /// RFC 7714 §9.1: two zero bytes, SSRC, two zero bytes, SRTCP index; XOR salt.
    private void rtcpIv(int ssrc, int index) {
        iv.set(LONG, 0, (ssrc & 0xffff_ffffL) << 16 ^ rtcpSaltHigh);
        iv.set(INT, 8, index ^ rtcpSaltLow);
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
