// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.MemorySegment;
import org.parley.media.rtp.Bytes;
import org.parley.media.rtp.HeaderExtension;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.VideoDescriptor;
import org.parley.media.sdp.OfferedSection;

/// Writes the RTP headers of a slot: with the header extensions that its section offers.
final class SentHeader {
    private final SfuEndpoint endpoint;
    private final byte[] midBytes;
    private int midId;
    private int audioLevelId;
    private int transportCcId;
    private int descriptorId;

    SentHeader(SfuEndpoint endpoint, String mid) {
        this.endpoint = endpoint;
        this.midBytes = SfuEndpoint.ascii(mid);
    }

    void negotiate(OfferedSection section) {
        midId = section.receivedId(HeaderExtension.MID);
        audioLevelId = section.receivedId(HeaderExtension.AUDIO_LEVEL);
        transportCcId = section.receivedId(HeaderExtension.TRANSPORT_CC);
        // with its template structure longer than a one-byte header can say
        descriptorId = section.allowMixed() ? section.receivedId(HeaderExtension.DEPENDENCY_DESCRIPTOR) : 0;
    }

    /// Whether packets have transport-wide sequence numbers.
    boolean isNumbered() {
        return transportCcId != 0;
    }

    /// @return its length
    int write(
            MemorySegment m,
            long at,
            Run run,
            RtpPacket packet,
            VideoDescriptor descriptor,
            int payloadType,
            int ssrc,
            boolean marker,
            int sequence) {
        // Version 2, one CSRC; the extension's flag is set where there is one. Few wide stores, since each is checked.
        int first = 0x8100_0000 | (marker ? 0x80_0000 : 0) | (payloadType << 16) | (sequence & 0xffff);
        Bytes.put64(m, at, pair(first, packet.timestamp() + run.timestampDelta));
        Bytes.put64(m, at + 8, pair(ssrc, run.csrc));
        return extensions(m, at, run, packet, descriptor);
    }

    /// Writes the header of a packet that is nothing but padding.
    ///
    /// @return its length
    int padding(MemorySegment m, long at, int payloadType, int ssrc, int sequence, int timestamp) {
        boolean twoByte = midId > 14 || transportCcId > 14;
        Bytes.put64(m, at, pair(0xB000_0000 | (payloadType << 16) | (sequence & 0xffff), timestamp));
        Bytes.put32(m, at + 8, ssrc);
        long position = at + 16;
        if (midId != 0) {
            position = mid(m, position, twoByte);
        }
        position = extension(m, position, twoByte, transportCcId, 2);
        Bytes.put16(m, position, endpoint.downlink.nextSequence());
        position += 2;
        Bytes.put32(m, position, 0);
        int length = (int) (position - at + 3) & ~3;
        Bytes.put32(m, at + 12, (twoByte ? 0x1000_0000 : 0xBEDE_0000) | (length - 16) / 4);
        return length;
    }

    private long mid(MemorySegment m, long at, boolean twoByte) {
        long position = extension(m, at, twoByte, midId, midBytes.length);
        for (byte b : midBytes) {
            Bytes.put8(m, position++, b);
        }
        return position;
    }

    private static long pair(int high, int low) {
        return ((long) high << 32) | (low & 0xffff_ffffL);
    }

    /// Writes the header extensions.
    ///
    /// @return length of the whole header
    private int extensions(MemorySegment m, long at, Run from, RtpPacket packet, VideoDescriptor descriptor) {
        int described = descriptorId == 0 ? 0 : packet.length(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        boolean twoByte = described > 16 || descriptorId > 14 || midId > 14 || audioLevelId > 14 || transportCcId > 14;
        long position = at + 20;
        if (midId != 0) {
            position = mid(m, position, twoByte);
        }
        int level = packet.length(HeaderExtension.AUDIO_LEVEL);
        if (audioLevelId != 0 && level == 1) {
            position = extension(m, position, twoByte, audioLevelId, 1);
            Bytes.put8(m, position++, Bytes.u8(packet.buffer(), packet.offset(HeaderExtension.AUDIO_LEVEL)));
        }
        if (transportCcId != 0) {
            position = extension(m, position, twoByte, transportCcId, 2);
            Bytes.put16(m, position, endpoint.downlink.nextSequence());
            position += 2;
        }
        if (described > 0) {
            position = extension(m, position, twoByte, descriptorId, described);
            MemorySegment.copy(
                    packet.buffer(), packet.offset(HeaderExtension.DEPENDENCY_DESCRIPTOR), m, position, described);
            Bytes.put16(m, position + 1, descriptor.frameNumber() + from.frameNumberDelta);
            position += described;
        }
        if (position == at + 20) {
            return 16;
        }
        Bytes.put32(m, position, 0); // padding, and what the payload will overwrite
        int length = (int) (position - at + 3) & ~3;
        Bytes.put8(m, at, 0x91);
        Bytes.put32(m, at + 16, (twoByte ? 0x1000_0000 : 0xBEDE_0000) | (length - 20) / 4);
        return length;
    }

    private static long extension(MemorySegment m, long at, boolean twoByte, int id, int length) {
        if (twoByte) {
            Bytes.put8(m, at, id);
            Bytes.put8(m, at + 1, length);
            return at + 2;
        }
        Bytes.put8(m, at, (id << 4) | (length - 1));
        return at + 1;
    }
}
