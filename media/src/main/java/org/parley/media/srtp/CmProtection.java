// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES128_CM_HMAC_SHA1_80 (RFC 3711 §4.1.1, §4.2.1) with the JDK's ciphers. For clients without GCM, so it is
/// written for simplicity: a packet costs some garbage here.
final class CmProtection implements Protection {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int TAG_LENGTH = 10;
    private static final int AUTH_KEY_LENGTH = 20;
    private static final int SALT_LENGTH = 14;
    private static final int RTCP_HEADER = 8;
    private static final int WORD = 4;

    private final Direction rtp;
    private final Direction rtcp;

    CmProtection(MasterKey master) {
        KeyDerivation keys = new KeyDerivation(master);
        rtp = new Direction(
                keys.derive(KeyDerivation.RTP_KEY, SrtpProfile.KEY_LENGTH),
                keys.derive(KeyDerivation.RTP_AUTH, AUTH_KEY_LENGTH),
                keys.derive(KeyDerivation.RTP_SALT, SALT_LENGTH));
        rtcp = new Direction(
                keys.derive(KeyDerivation.RTCP_KEY, SrtpProfile.KEY_LENGTH),
                keys.derive(KeyDerivation.RTCP_AUTH, AUTH_KEY_LENGTH),
                keys.derive(KeyDerivation.RTCP_SALT, SALT_LENGTH));
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
        rtp.load(buffer, offset, length);
        rtp.crypt(headerLength, length - headerLength, ssrc, index);
        rtp.tag(length, (int) (index >>> 16), true);
        rtp.store(buffer, offset, length);
        return length + TAG_LENGTH;
    }

    @Override
    public int openRtp(MemorySegment buffer, long offset, int headerLength, int length, int ssrc, long index) {
        int plain = length - TAG_LENGTH;
        rtp.load(buffer, offset, length);
        if (!rtp.isRight(plain, plain, (int) (index >>> 16), true)) {
            return -1;
        }
        rtp.crypt(headerLength, plain - headerLength, ssrc, index);
        rtp.store(buffer, offset, plain);
        return plain;
    }

    @Override
    public int sealRtcp(MemorySegment buffer, long offset, int length, int ssrc, int index) {
        buffer.set(INT, offset + length, index | 0x8000_0000);
        rtcp.load(buffer, offset, length + WORD);
        rtcp.crypt(RTCP_HEADER, length - RTCP_HEADER, ssrc, index);
        rtcp.tag(length + WORD, 0, false);
        rtcp.store(buffer, offset, length + WORD);
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
        rtcp.load(buffer, offset, length);
        if (!rtcp.isRight(authenticated, authenticated, 0, false)) {
            return -1;
        }
        int plain = authenticated - WORD;
        rtcp.crypt(RTCP_HEADER, plain - RTCP_HEADER, ssrc, word & 0x7fff_ffff);
        rtcp.store(buffer, offset, plain);
        return plain;
    }

    @Override
    public void close() {
        // The keys' arrays are the provider's; the garbage collector takes them.
    }

    private static final class Direction {
        private final SecretKeySpec key;
        private final byte[] salt;
        private final Cipher cipher;
        private final Mac mac;
        private final byte[] iv = new byte[16];
        private final byte[] digest = new byte[AUTH_KEY_LENGTH];
        private byte[] packet = new byte[2_048];
        private boolean tagged;

        Direction(byte[] key, byte[] authKey, byte[] salt) {
            this.key = new SecretKeySpec(key, "AES");
            this.salt = salt;
            try {
                cipher = Cipher.getInstance("AES/CTR/NoPadding");
                mac = Mac.getInstance("HmacSHA1");
                mac.init(new SecretKeySpec(authKey, "HmacSHA1"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java runtime lacks AES-CTR or HMAC-SHA1", e);
            }
        }

        void load(MemorySegment buffer, long offset, int length) {
            if (packet.length < length) {
                packet = new byte[length];
            }
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, offset, packet, 0, length);
        }

        /// Writes back the first `length` bytes and, behind them, the tag if one was just computed by [#tag].
        void store(MemorySegment buffer, long offset, int length) {
            MemorySegment.copy(packet, 0, buffer, ValueLayout.JAVA_BYTE, offset, length);
            if (tagged) {
                MemorySegment.copy(digest, 0, buffer, ValueLayout.JAVA_BYTE, offset + length, TAG_LENGTH);
                tagged = false;
            }
        }

        void tag(int length, int rollOver, boolean withRollOver) {
            digest(length, rollOver, withRollOver);
            tagged = true;
        }

        boolean isRight(int length, int tagAt, int rollOver, boolean withRollOver) {
            digest(length, rollOver, withRollOver);
            return MessageDigest.isEqual(
                    Arrays.copyOf(digest, TAG_LENGTH), Arrays.copyOfRange(packet, tagAt, tagAt + TAG_LENGTH));
        }

        private void digest(int length, int rollOver, boolean withRollOver) {
            mac.update(packet, 0, length);
            if (withRollOver) {
                mac.update((byte) (rollOver >>> 24));
                mac.update((byte) (rollOver >>> 16));
                mac.update((byte) (rollOver >>> 8));
                mac.update((byte) rollOver);
            }
            try {
                mac.doFinal(digest, 0);
            } catch (ShortBufferException e) {
                throw new IllegalStateException(e);
            }
        }

        /// RFC 3711 §4.1.1: IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16.
        void crypt(int from, int length, int ssrc, long index) {
            System.arraycopy(salt, 0, iv, 0, SALT_LENGTH);
            iv[14] = 0;
            iv[15] = 0;
            for (int i = 0; i < 4; i++) {
                iv[4 + i] ^= (byte) (ssrc >>> (24 - 8 * i));
            }
            for (int i = 0; i < 6; i++) {
                iv[8 + i] ^= (byte) (index >>> (40 - 8 * i));
            }
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
                cipher.doFinal(packet, from, length, packet, from);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES in counter mode refused a packet", e);
            }
        }
    }
}
