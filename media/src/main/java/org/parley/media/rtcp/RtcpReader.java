// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import java.lang.foreign.MemorySegment;
import org.parley.media.rtp.Bytes;

/// Walks over a compound packet (RFC 3550 §6.1; reduced size, RFC 5506, too). [#next()] goes to the next
/// packet in it; nothing is read outside of it, whatever the lengths claim.
public final class RtcpReader {
    public static final int SENDER_REPORT = 200;
    public static final int RECEIVER_REPORT = 201;
    public static final int SDES = 202;
    public static final int BYE = 203;
    public static final int TRANSPORT_FEEDBACK = 205;
    public static final int PAYLOAD_FEEDBACK = 206;

    private MemorySegment buffer = MemorySegment.NULL;
    private long end;
    private long next;
    private long at;
    private int length;

    /// Starts at the first packet; call [#next()] to read it.
    public void start(MemorySegment memory, long offset, int total) {
        buffer = memory;
        next = offset;
        end = offset + total;
        at = offset;
        length = 0;
    }

    /// @return false at the end, or where the rest is malformed
    public boolean next() {
        if (end - next < 4 || Bytes.u8(buffer, next) >>> 6 != 2) {
            return false;
        }
        int size = (Bytes.u16(buffer, next + 2) + 1) * 4;
        if (size > end - next) {
            return false;
        }
        boolean padded = (Bytes.u8(buffer, next) & 0x20) != 0;
        at = next;
        length = size;
        next += size;
        if (padded) {
            int padding = Bytes.u8(buffer, next - 1);
            if (padding == 0 || padding % 4 != 0 || padding > size - 4) {
                return false;
            }
            length -= padding;
        }
        return true;
    }

    /// Packet type.
    public int type() {
        return Bytes.u8(buffer, at + 1);
    }

    /// Reception report count, source count or feedback message type.
    public int count() {
        return Bytes.u8(buffer, at) & 0x1f;
    }

    /// In bytes, header included, padding not.
    public int length() {
        return length;
    }

    /// A 32-bit word of the packet; the caller has compared with [#length()].
    public int word(int offset) {
        return Bytes.i32(buffer, at + offset);
    }

    public int u8(int offset) {
        return Bytes.u8(buffer, at + offset);
    }

    public int u16(int offset) {
        return Bytes.u16(buffer, at + offset);
    }

    public MemorySegment buffer() {
        return buffer;
    }

    /// Where the packet starts in [#buffer()].
    public long offset() {
        return at;
    }

    /// Whether the compound packet was read to its last byte.
    public boolean finished() {
        return next == end;
    }
}
