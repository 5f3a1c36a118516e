// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.parley.media.crypto.Ciphers;
import org.parley.media.crypto.CounterMode;

/// AES128_CM_HMAC_SHA1_80 (RFC 3711 §4.1.1, §4.2.1), for clients without GCM.
final class CmProtection implements Protection {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int TAG_LENGTH = 10;
    private static final int AUTH_KEY_LENGTH = 20;
    private static final int SALT_LENGTH = 14;
    private static final int RTCP_HEADER = 8;
    private static final int WORD = 4;

    private final Direction rtp;
    private final Direction rtcp;
    /// Scratch: the first counter block of the packet in hand, and its authentication code.
    private final MemorySegment counter;

    private final MemorySegment mac;

    CmProtection(Ciphers ciphers, MasterKey master, Arena arena) {
        KeyDerivation keys = new KeyDerivation(master);
        rtp = new Direction(
                ciphers,
                keys.derive(KeyDerivation.RTP_KEY, SrtpProfile.KEY_LENGTH),
                keys.derive(KeyDerivation.RTP_AUTH, AUTH_KEY_LENGTH),
                keys.derive(KeyDerivation.RTP_SALT, SALT_LENGTH));
        rtcp = new Direction(
                ciphers,
                keys.derive(KeyDerivation.RTCP_KEY, SrtpProfile.KEY_LENGTH),
                keys.derive(KeyDerivation.RTCP_AUTH, AUTH_KEY_LENGTH),
                keys.derive(KeyDerivation.RTCP_SALT, SALT_LENGTH));
        counter = arena.allocate(CounterMode.BLOCK, 8);
        mac = arena.allocate(CounterMode.MAC_LENGTH, 8);
    }

    @Override
    public int rtpOverhead() {
        return TAG_LENGTH;
    }

    @Override
    public int rtcpOverhead() {
        return TAG_LENGTH + WORD;
    }

    @Override
    public int sealRtp(MemorySegment buffer, long offset, int headerLength, int length, int ssrc, long index) {
        rtp.crypt(buffer, offset + headerLength, length - headerLength, ssrc, index);
        computeWithRollOver(buffer, offset, length, index);
        MemorySegment.copy(mac, 0, buffer, offset + length, TAG_LENGTH);
        return length + TAG_LENGTH;
    }

    @Override
    public int openRtp(MemorySegment buffer, long offset, int headerLength, int length, int ssrc, long index) {
        int plain = length - TAG_LENGTH;
        long tagHigh = buffer.get(LONG, offset + plain);
        short tagLow = buffer.get(SHORT, offset + plain + Long.BYTES);
        computeWithRollOver(buffer, offset, plain, index);
        if (!isRight(tagHigh, tagLow)) {
            return -1;
        }
        rtp.crypt(buffer, offset + headerLength, plain - headerLength, ssrc, index);
        return plain;
    }

    /// §4.2: the roll-over counter belongs to what is authenticated; it is put where the tag stands or will
    /// stand.
    private void computeWithRollOver(MemorySegment buffer, long offset, int length, long index) {
        buffer.set(INT, offset + length, (int) (index >>> 16));
        rtp.cipher.authenticate(buffer, offset, length + WORD, mac);
    }

    @Override
    public int sealRtcp(MemorySegment buffer, long offset, int length, int ssrc, int index) {
        buffer.set(INT, offset + length, index | 0x8000_0000);
        rtcp.crypt(buffer, offset + RTCP_HEADER, length - RTCP_HEADER, ssrc, index);
        rtcp.cipher.authenticate(buffer, offset, length + WORD, mac);
        MemorySegment.copy(mac, 0, buffer, offset + length + WORD, TAG_LENGTH);
        return length + WORD + TAG_LENGTH;
    }

    @Override
    public int rtcpWord(MemorySegment buffer, long offset, int length) {
        return buffer.get(INT, offset + length - TAG_LENGTH - WORD);
    }

    @Override
    public int openRtcp(MemorySegment buffer, long offset, int length, int ssrc, int word) {
        int authenticated = length - TAG_LENGTH;
        if (word >= 0) {
            return -1; // not encrypted
        }
        rtcp.cipher.authenticate(buffer, offset, authenticated, mac);
        long tag = offset + authenticated;
        if (!isRight(buffer.get(LONG, tag), buffer.get(SHORT, tag + Long.BYTES))) {
            return -1;
        }
        int plain = authenticated - WORD;
        rtcp.crypt(buffer, offset + RTCP_HEADER, plain - RTCP_HEADER, ssrc, word & 0x7fff_ffff);
        return plain;
    }

    /// Takes the same time whatever differs.
    private boolean isRight(long tagHigh, short tagLow) {
        return ((tagHigh ^ mac.get(LONG, 0)) | (tagLow ^ mac.get(SHORT, Long.BYTES))) == 0;
    }

    @Override
    public void close() {
        rtp.cipher.close();
        rtcp.cipher.close();
    }

    private final class Direction {
        final CounterMode cipher;
        private final long saltHigh;
        private final long saltLow;

        Direction(Ciphers ciphers, byte[] key, byte[] authKey, byte[] salt) {
            cipher = ciphers.counterMode(key, authKey);
            MemorySegment bytes = MemorySegment.ofArray(salt);
            saltHigh = bytes.get(LONG, 0);
            saltLow = ((bytes.get(INT, 8) & 0xffff_ffffL) << 32) | ((bytes.get(SHORT, 12) & 0xffffL) << 16);
        }

        /// RFC 3711 §4.1.1: IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16.
        void crypt(MemorySegment buffer, long at, int length, int ssrc, long index) {
            counter.set(LONG, 0, saltHigh ^ (ssrc & 0xffff_ffffL));
            counter.set(LONG, 8, saltLow ^ (index << 16));
            cipher.crypt(counter, buffer, at, length);
        }
    }
}
