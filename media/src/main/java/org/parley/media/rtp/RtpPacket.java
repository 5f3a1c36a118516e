// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// An RTP packet (RFC 3550 §5.1) read where it lies. One object is used for all packets of a room: [#read]
/// replaces what it says. Nothing read outside `offset`…`offset + length`, whatever the packet claims.
public final class RtpPacket {
    public static final int MIN_LENGTH = 12;

    private static final int ONE_BYTE_PROFILE = 0xBEDE;
    private static final int TWO_BYTE_PROFILE = 0x1000;

    private final int[] extensionOffset = new int[HeaderExtension.COUNT];
    private final int[] extensionLength = new int[HeaderExtension.COUNT];

    private MemorySegment buffer = MemorySegment.NULL;
    private long offset;
    private boolean marker;
    private int payloadType;
    private int sequence;
    private int timestamp;
    private int ssrc;
    private int headerLength;
    private int payloadOffset;
    private int payloadLength;

    /// @param extensionById for each local identifier the ordinal of its [HeaderExtension] plus one, 256
    ///     entries
    /// @return whether this is a well-formed packet; if not, the object says nothing useful
    public boolean read(MemorySegment memory, long at, int length, byte[] extensionById) {
        if (length < MIN_LENGTH) {
            return false;
        }
        int first = Bytes.u8(memory, at);
        if (first >>> 6 != 2) {
            return false;
        }
        buffer = memory;
        offset = at;
        int second = Bytes.u8(memory, at + 1);
        marker = (second & 0x80) != 0;
        payloadType = second & 0x7f;
        sequence = Bytes.u16(memory, at + 2);
        timestamp = Bytes.i32(memory, at + 4);
        ssrc = Bytes.i32(memory, at + 8);
        Arrays.fill(extensionLength, 0);
        int position = MIN_LENGTH + (first & 0x0f) * 4;
        if ((first & 0x10) != 0) {
            if (position + 4 > length) {
                return false;
            }
            int profile = Bytes.u16(memory, at + position);
            int end = position + 4 + Bytes.u16(memory, at + position + 2) * 4;
            if (end > length || !readExtensions(profile, position + 4, end, extensionById)) {
                return false;
            }
            position = end;
        }
        int end = length;
        if ((first & 0x20) != 0) {
            int padding = Bytes.u8(memory, at + length - 1);
            if (padding == 0 || padding > length - position) {
                return false;
            }
            end -= padding;
        }
        headerLength = position;
        payloadOffset = position;
        payloadLength = end - position;
        return payloadLength >= 0;
    }

    private boolean readExtensions(int profile, int from, int end, byte[] extensionById) {
        if (profile == ONE_BYTE_PROFILE) {
            return readOneByte(from, end, extensionById);
        }
        return (profile & 0xfff0) != TWO_BYTE_PROFILE || readTwoByte(from, end, extensionById);
    }

    private boolean readOneByte(int from, int end, byte[] extensionById) {
        int position = from;
        while (position < end) {
            int head = Bytes.u8(buffer, offset + position++);
            int id = head >>> 4;
            if (head == 0) {
                continue;
            }
            if (id == 15) {
                return true; // RFC 8285 §4.2: stop here
            }
            int length = (head & 0x0f) + 1;
            if (position + length > end) {
                return false;
            }
            note(id, position, length, extensionById);
            position += length;
        }
        return true;
    }

    private boolean readTwoByte(int from, int end, byte[] extensionById) {
        int position = from;
        while (position < end) {
            int id = Bytes.u8(buffer, offset + position++);
            if (id == 0) {
                continue;
            }
            if (position >= end) {
                return false;
            }
            int length = Bytes.u8(buffer, offset + position++);
            if (position + length > end) {
                return false;
            }
            note(id, position, length, extensionById);
            position += length;
        }
        return true;
    }

    private void note(int id, int position, int length, byte[] extensionById) {
        int extension = extensionById[id] - 1;
        if (extension >= 0) {
            extensionOffset[extension] = position;
            extensionLength[extension] = length;
        }
    }

    public MemorySegment buffer() {
        return buffer;
    }

    public boolean marker() {
        return marker;
    }

    public int payloadType() {
        return payloadType;
    }

    public int sequence() {
        return sequence;
    }

    public int timestamp() {
        return timestamp;
    }

    public int ssrc() {
        return ssrc;
    }

    /// Where the payload starts in [#buffer()].
    public long payloadOffset() {
        return offset + payloadOffset;
    }

    /// Without padding.
    public int payloadLength() {
        return payloadLength;
    }

    /// Length of an extension's value, 0 if the packet has none.
    public int length(HeaderExtension extension) {
        return extensionLength[extension.ordinal()];
    }

    /// Where an extension's value starts in [#buffer()].
    public long offset(HeaderExtension extension) {
        return offset + extensionOffset[extension.ordinal()];
    }

    /// Makes this the packet that was sent again (RFC 4588 §4): original sequence number from the first two
    /// bytes of the payload, and the payload type and SSRC that it had.
    ///
    /// @return false if there is no such packet in it (padding)
    public boolean unwrapRetransmission(int originalPayloadType, int originalSsrc) {
        if (payloadLength < 2) {
            return false;
        }
        sequence = Bytes.u16(buffer, payloadOffset());
        payloadOffset += 2;
        payloadLength -= 2;
        payloadType = originalPayloadType;
        ssrc = originalSsrc;
        return true;
    }

    /// From the header's start to the payload's end.
    public int unpaddedLength() {
        return payloadOffset + payloadLength;
    }

    /// Copies the packet, without padding, and is from now on where the copy lies.
    public void moveTo(MemorySegment memory, long at) {
        MemorySegment.copy(buffer, offset, memory, at, unpaddedLength());
        buffer = memory;
        offset = at;
    }

    /// Bytes that [#copyOriginal] writes.
    public int originalLength() {
        return headerLength + payloadLength;
    }

    /// Writes the packet without padding and, if it is an unwrapped retransmission, as the original was.
    public void copyOriginal(MemorySegment to, long at) {
        MemorySegment.copy(buffer, offset, to, at, headerLength);
        Bytes.put8(to, at, Bytes.u8(to, at) & ~0x20);
        Bytes.put8(to, at + 1, (marker ? 0x80 : 0) | payloadType);
        Bytes.put16(to, at + 2, sequence);
        Bytes.put32(to, at + 8, ssrc);
        MemorySegment.copy(buffer, payloadOffset(), to, at + headerLength, payloadLength);
    }

    /// Whether an extension's value is exactly this.
    public boolean is(HeaderExtension extension, byte[] value) {
        int length = length(extension);
        if (length != value.length) {
            return false;
        }
        long at = offset(extension);
        for (int i = 0; i < length; i++) {
            if ((byte) Bytes.u8(buffer, at + i) != value[i]) {
                return false;
            }
        }
        return true;
    }
}
