// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads transport-wide feedback by the draft's text, not by the code under test.
public final class FeedbackDecoder {
    private FeedbackDecoder() {}

    /// Sequence number to arrival in units of 250 µs; null for lost ones.
    public static Map<Integer, Long> decode(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes);
        if ((b.get(0) & 0xff) != (0x80 | 15) || (b.get(1) & 0xff) != 205 || (b.getShort(2) + 1) * 4 != bytes.length) {
            throw new AssertionError("not a transport feedback of " + bytes.length + " bytes");
        }
        int base = b.getShort(12) & 0xffff;
        int count = b.getShort(14) & 0xffff;
        long time = (b.getInt(16) >>> 8) * 256L;
        List<Integer> symbols = new ArrayList<>();
        b.position(20);
        while (symbols.size() < count) {
            int chunk = b.getShort() & 0xffff;
            if ((chunk & 0x8000) == 0) {
                for (int i = 0; i < (chunk & 0x1fff); i++) {
                    symbols.add((chunk >> 13) & 3);
                }
            } else if ((chunk & 0x4000) == 0) {
                for (int i = 13; i >= 0; i--) {
                    symbols.add((chunk >> i) & 1);
                }
            } else {
                for (int i = 12; i >= 0; i -= 2) {
                    symbols.add((chunk >> i) & 3);
                }
            }
        }
        Map<Integer, Long> arrivals = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int sequence = (base + i) & 0xffff;
            switch (symbols.get(i)) {
                case 0 -> arrivals.put(sequence, null);
                case 1 -> arrivals.put(sequence, time += b.get() & 0xff);
                case 2 -> arrivals.put(sequence, time += b.getShort());
                default -> throw new AssertionError("reserved symbol");
            }
        }
        if (b.remaining() > 3) {
            throw new AssertionError(b.remaining() + " bytes are left over");
        }
        return arrivals;
    }
}
