// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// RTCP that clients send, and a reader for what the server sends, for tests.
final class Rtcp {
    private Rtcp() {}

    static byte[] pli(int media) {
        return ByteBuffer.allocate(12)
                .putInt(0x81CE_0002)
                .putInt(1)
                .putInt(media)
                .array();
    }

    static byte[] nack(int media, int... sequences) {
        ByteBuffer b = ByteBuffer.allocate(12 + 4 * sequences.length);
        b.putInt(0x81CD_0000 | (2 + sequences.length)).putInt(1).putInt(media);
        for (int sequence : sequences) {
            b.putShort((short) sequence).putShort((short) 0);
        }
        return b.array();
    }

    static byte[] senderReport(int ssrc, long ntp, int timestamp) {
        return ByteBuffer.allocate(28)
                .putInt(0x80C8_0006)
                .putInt(ssrc)
                .putLong(ntp)
                .putInt(timestamp)
                .putLong(0)
                .array();
    }

    static byte[] receiverReport(int media, int fraction, int lastReport, int delay) {
        return receiverReport(media, fraction, 0, 0, lastReport, delay);
    }

    static byte[] receiverReport(int media, int fraction, int lost, int jitter, int lastReport, int delay) {
        return ByteBuffer.allocate(32)
                .putInt(0x81C9_0007)
                .putInt(1)
                .putInt(media)
                .putInt(fraction << 24 | (lost & 0xff_ffff))
                .putInt(0)
                .putInt(jitter)
                .putInt(lastReport)
                .putInt(delay)
                .array();
    }

    /// The packets of all compound packets, of one type and format.
    static List<ByteBuffer> find(List<byte[]> compounds, int type, int format) {
        List<ByteBuffer> found = new ArrayList<>();
        for (byte[] compound : compounds) {
            int at = 0;
            while (at < compound.length) {
                ByteBuffer all = ByteBuffer.wrap(compound);
                int length = ((all.getShort(at + 2) & 0xffff) + 1) * 4;
                if ((compound[at + 1] & 0xff) == type && (format < 0 || (compound[at] & 0x1f) == format)) {
                    found.add(all.slice(at, length));
                }
                at += length;
            }
        }
        return found;
    }

    /// Sequence numbers asked for in NACKs about an SSRC.
    static List<Integer> nacked(List<byte[]> compounds, int media) {
        List<Integer> sequences = new ArrayList<>();
        for (ByteBuffer nack : find(compounds, 205, 1)) {
            if (nack.getInt(8) != media) {
                continue;
            }
            for (int at = 12; at < nack.limit(); at += 4) {
                int first = nack.getShort(at) & 0xffff;
                sequences.add(first);
                for (int i = 0; i < 16; i++) {
                    if (((nack.getShort(at + 2) >> i) & 1) != 0) {
                        sequences.add((first + i + 1) & 0xffff);
                    }
                }
            }
        }
        return sequences;
    }

    static long plis(List<byte[]> compounds, int media) {
        return find(compounds, 206, 1).stream()
                .filter(b -> b.getInt(8) == media)
                .count();
    }
}
