// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import java.lang.foreign.MemorySegment;

/// What can be read of a video packet without decrypting its frame: the dependency descriptor, else the
/// payload descriptors of VP8 (RFC 7741 §4.2) and VP9 (RFC 9628 §4.2), the NAL headers of H.264 (RFC 6184)
/// and AV1's aggregation header. One object is used for all packets of a room: [#read] replaces what it says.
///
/// Positions are relative to the payload's start, or to the dependency descriptor's; -1 where there is none.
public final class VideoDescriptor {
    private boolean keyFrameStart;
    private int pictureIdAt;
    private int pictureIdBits;
    private int pictureId;
    private int tl0At;
    private int tl0;
    private boolean hasFrameNumber;
    private int frameNumber;

    /// @return false if the descriptor is cut off or otherwise malformed: the packet is of no use to anybody
    public boolean read(Codec codec, RtpPacket packet) {
        clear();
        MemorySegment m = packet.buffer();
        long at = packet.payloadOffset();
        int length = packet.payloadLength();
        boolean good = switch (codec) {
            case VP8 -> readVp8(m, at, length);
            case VP9 -> readVp9(m, at, length);
            case H264 -> readH264(m, at, length);
            case AV1 -> readAv1(m, at, length);
            case OPUS, RED -> true;
        };
        int described = packet.length(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        if (good && described > 0) {
            return readDependencyDescriptor(m, packet.offset(HeaderExtension.DEPENDENCY_DESCRIPTOR), described);
        }
        return good;
    }

    /// Describes a packet without a payload.
    public void clear() {
        keyFrameStart = false;
        pictureIdAt = -1;
        pictureIdBits = 0;
        pictureId = 0;
        tl0At = -1;
        tl0 = 0;
        hasFrameNumber = false;
        frameNumber = 0;
    }

    private boolean readVp8(MemorySegment m, long at, int length) {
        if (length < 1) {
            return false;
        }
        int first = Bytes.u8(m, at);
        int position = 1;
        if ((first & 0x80) != 0) {
            if (length < 2) {
                return false;
            }
            int flags = Bytes.u8(m, at + 1);
            position = 2;
            if ((flags & 0x80) != 0) {
                position = readPictureId(m, at, length, position);
                if (position < 0) {
                    return false;
                }
            }
            if ((flags & 0x40) != 0) {
                if (position >= length) {
                    return false;
                }
                tl0At = position;
                tl0 = Bytes.u8(m, at + position);
                position++;
            }
            if ((flags & 0x30) != 0) {
                position++;
            }
        }
        if (position >= length) {
            return false;
        }
        boolean start = (first & 0x10) != 0 && (first & 0x07) == 0;
        keyFrameStart = start && (Bytes.u8(m, at + position) & 0x01) == 0;
        return true;
    }

    private int readPictureId(MemorySegment m, long at, int length, int position) {
        if (position >= length) {
            return -1;
        }
        int value = Bytes.u8(m, at + position);
        pictureIdAt = position;
        if ((value & 0x80) == 0) {
            pictureIdBits = 7;
            pictureId = value;
            return position + 1;
        }
        if (position + 2 > length) {
            return -1;
        }
        pictureIdBits = 15;
        pictureId = Bytes.u16(m, at + position) & 0x7fff;
        return position + 2;
    }

    private boolean readVp9(MemorySegment m, long at, int length) {
        if (length < 1) {
            return false;
        }
        int first = Bytes.u8(m, at);
        int position = 1;
        if ((first & 0x80) != 0) {
            position = readPictureId(m, at, length, position);
            if (position < 0) {
                return false;
            }
        }
        int spatial = 0;
        if ((first & 0x20) != 0) {
            if (position >= length) {
                return false;
            }
            spatial = (Bytes.u8(m, at + position) >>> 1) & 0x07;
            position++;
            if ((first & 0x10) == 0) {
                if (position >= length) {
                    return false;
                }
                tl0At = position;
                tl0 = Bytes.u8(m, at + position);
            }
        }
        keyFrameStart = (first & 0x40) == 0 && (first & 0x08) != 0 && spatial == 0;
        return true;
    }

    /// A key frame starts with its parameter sets or, where these came before, with the IDR slice.
    private boolean readH264(MemorySegment m, long at, int length) {
        if (length < 1) {
            return false;
        }
        int type = Bytes.u8(m, at) & 0x1f;
        switch (type) {
            case 5, 7 -> keyFrameStart = true;
            case 24 -> {
                int position = 1;
                while (position + 3 <= length) {
                    int inner = Bytes.u8(m, at + position + 2) & 0x1f;
                    if (inner == 5 || inner == 7) {
                        keyFrameStart = true;
                        return true;
                    }
                    position += 2 + Math.max(1, Bytes.u16(m, at + position));
                }
            }
            case 28 -> {
                if (length < 2) {
                    return false;
                }
                int header = Bytes.u8(m, at + 1);
                keyFrameStart = (header & 0x80) != 0 && (header & 0x1f) == 5;
            }
            default -> {
                // an inter-coded slice or something that no decoder starts at
            }
        }
        return true;
    }

    private boolean readAv1(MemorySegment m, long at, int length) {
        if (length < 1) {
            return false;
        }
        keyFrameStart = (Bytes.u8(m, at) & 0x08) != 0;
        return true;
    }

    /// The three bytes that always are there, and the flag that says whether a template structure follows,
    /// which is so on the first packet of a key frame.
    private boolean readDependencyDescriptor(MemorySegment m, long at, int length) {
        if (length < 3) {
            return false;
        }
        hasFrameNumber = true;
        frameNumber = Bytes.u16(m, at + 1);
        boolean startOfFrame = (Bytes.u8(m, at) & 0x80) != 0;
        keyFrameStart = startOfFrame && length > 3 && (Bytes.u8(m, at + 3) & 0x80) != 0;
        return true;
    }

    /// Whether a decoder that knows nothing can start at this packet.
    public boolean keyFrameStart() {
        return keyFrameStart;
    }

    public int pictureIdAt() {
        return pictureIdAt;
    }

    /// 0, 7 or 15.
    public int pictureIdBits() {
        return pictureIdBits;
    }

    public int pictureId() {
        return pictureId;
    }

    public int tl0At() {
        return tl0At;
    }

    /// TL0PICIDX, 8 bits; valid if [#tl0At()] is not negative.
    public int tl0() {
        return tl0;
    }

    public boolean hasFrameNumber() {
        return hasFrameNumber;
    }

    /// Frame number of the dependency descriptor, 16 bits.
    public int frameNumber() {
        return frameNumber;
    }
}
