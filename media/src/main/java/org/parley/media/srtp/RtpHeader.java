// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// As much of an RTP header (RFC 3550 §5.1) as protection needs.
final class RtpHeader {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int FIXED = 12;

    private RtpHeader() {}

    /// @return length of the header with CSRCs and extension, or -1 if there is none within `length` bytes
    static int length(MemorySegment buffer, long offset, int length) {
        if (length < FIXED) {
            return -1;
        }
        int first = buffer.get(BYTE, offset);
        if ((first & 0xc0) != 0x80) {
            return -1;
        }
        int header = FIXED + 4 * (first & 0x0f);
        if ((first & 0x10) != 0) {
            if (header + 4 > length) {
                return -1;
            }
            header += 4 + 4 * (buffer.get(SHORT, offset + header + 2) & 0xffff);
        }
        return header <= length ? header : -1;
    }

    static int sequence(MemorySegment buffer, long offset) {
        return buffer.get(SHORT, offset + 2) & 0xffff;
    }

    static int ssrc(MemorySegment buffer, long offset) {
        return buffer.get(INT, offset + 8);
    }
}
