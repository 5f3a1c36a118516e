// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.Slot;
import org.parley.media.rtp.Bytes;
import org.parley.media.rtp.HeaderExtension;
import org.parley.media.rtp.MediaFormat;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.VideoDescriptor;
import org.parley.media.sdp.OfferedCodec;
import org.parley.media.sdp.OfferedSection;
import org.parley.media.transport.PacketSink;

/// A receive slot of a subscriber: one RTP stream with one SSRC for the section's whole life, whatever feeds it. A
/// switch of source or layer happens at a key frame (audio: at any packet) and leaves no jump in sequence numbers,
/// timestamps, picture ids or frame numbers.
///
/// Timestamps follow the room's clock: a switch continues where the time that passed says, so the tempo of the stream
/// is kept over silence, too.
final class SlotSender {
    final SfuEndpoint endpoint;
    final String mid;
    final boolean video;
    final int ssrc;
    final int rtxSsrc;

    private final byte[] midBytes;
    private final int clockRate;
    private final int[] payloadTypes = new int[MediaFormat.COUNT];
    private final int[] rtxTypes = new int[MediaFormat.COUNT];
    private int midId;
    private int audioLevelId;
    private int transportCcId;
    private int descriptorId;

    @Nullable
    Publication publication;
    /// The height at which the video is shown.
    int height;
    /// What is forwarded now, if anything was yet.
    @Nullable
    Layer current;
    /// What will be from its next key frame on.
    @Nullable
    Layer target;

    private final Run run = new Run();
    private long lastOut;
    private int lastTimestamp;
    private int lastPictureId;
    private int lastTl0;
    private int lastFrameNumber;
    private boolean begun;
    private final int timestampBase;

    SlotSender(
            SfuEndpoint endpoint, OfferedSection section, int ssrc, int rtxSsrc, int firstSequence, int timestampBase) {
        this.endpoint = endpoint;
        this.mid = section.mid();
        this.midBytes = SfuEndpoint.ascii(mid);
        this.video = section.isVideo();
        this.clockRate = video ? 90_000 : 48_000;
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
        this.lastOut = 0x1_0000L + (firstSequence & 0x7fff);
        this.timestampBase = timestampBase;
        negotiate(section);
    }

    /// Takes payload types and header extensions from an offer; a later one may change them.
    void negotiate(OfferedSection section) {
        Arrays.fill(payloadTypes, -1);
        Arrays.fill(rtxTypes, -1);
        for (OfferedCodec codec : section.codecs()) {
            int format = codec.format().ordinal();
            if (payloadTypes[format] < 0) {
                payloadTypes[format] = codec.payloadType();
                rtxTypes[format] = codec.rtx();
            }
        }
        midId = section.receivedId(HeaderExtension.MID);
        audioLevelId = section.receivedId(HeaderExtension.AUDIO_LEVEL);
        transportCcId = section.receivedId(HeaderExtension.TRANSPORT_CC);
        // with its template structure longer than a one-byte header can say
        descriptorId = section.allowMixed() ? section.receivedId(HeaderExtension.DEPENDENCY_DESCRIPTOR) : 0;
    }

    Set<MediaFormat> formats() {
        EnumSet<MediaFormat> formats = EnumSet.noneOf(MediaFormat.class);
        for (MediaFormat format : MediaFormat.values()) {
            if (payloadTypes[format.ordinal()] >= 0) {
                formats.add(format);
            }
        }
        return formats;
    }

    @Nullable
    Slot told() {
        return publication == null ? null : new Slot(mid, publication.endpoint.id, publication.source);
    }

    void assign(@Nullable Publication next, long now) {
        if (publication == next) {
            return;
        }
        if (publication != null) {
            publication.unfeed(this);
        }
        publication = next;
        current = null;
        target = null;
        if (next != null) {
            next.feed(this);
            choose(now);
        }
    }

    /// Chooses the layer again: after a change of wish, and when layers come and go.
    void choose(long now) {
        Publication from = publication;
        if (from == null) {
            return;
        }
        Layer chosen = LayerChooser.choose(from, height, current, now);
        if (chosen != target) {
            target = chosen;
        }
        if (video && chosen != null && chosen != current) {
            chosen.wantKeyFrame(now);
        }
    }

    /// A layer begins anew, or the subscriber does: nothing more from it before a key frame.
    void forget(Layer layer) {
        if (current == layer) {
            current = null;
        }
    }

    void startAgain(long now) {
        current = null;
        choose(now);
    }

    /// A key frame is asked for by the subscriber.
    void wantKeyFrame(long now) {
        Layer from = target != null ? target : current;
        if (video && from != null) {
            from.wantKeyFrame(now);
        }
    }

    /// A packet of the publication that feeds this slot.
    ///
    /// @param number of the packet in its layer, without gaps
    void onPacket(
            Layer layer, RtpPacket packet, VideoDescriptor descriptor, MediaFormat format, long number, long now) {
        if (!endpoint.connected) {
            return;
        }
        int payloadType = payloadTypes[format.ordinal()];
        if (payloadType < 0) {
            return;
        }
        boolean switched = layer != current;
        if (switched) {
            if (layer != target || (video && !descriptor.keyFrameStart())) {
                return;
            }
            switchTo(layer, packet, descriptor, number, now);
        } else if (number < run.first) {
            return;
        }
        long out = number + run.sequenceDelta;
        if (out > lastOut) {
            lastOut = out;
            lastTimestamp = packet.timestamp() + run.timestampDelta;
            lastPictureId = descriptor.pictureId() + run.pictureIdDelta;
            lastTl0 = descriptor.tl0() + run.tl0Delta;
            lastFrameNumber = descriptor.frameNumber() + run.frameNumberDelta;
        }
        boolean marker = packet.marker() || (switched && !video);
        send(packet, descriptor, payloadType, marker, (int) out);
    }

    private void switchTo(Layer layer, RtpPacket packet, VideoDescriptor descriptor, long number, long now) {
        current = layer;
        run.layer = layer;
        run.csrc = layer.publication.endpoint.csrc;
        run.first = number;
        run.sequenceDelta = lastOut + 1 - number;
        int timestamp = timestampBase + ticks(now);
        if (begun && timestamp - lastTimestamp <= 0) {
            timestamp = lastTimestamp + 1;
        }
        run.timestampDelta = timestamp - packet.timestamp();
        run.pictureIdDelta = lastPictureId + 1 - descriptor.pictureId();
        run.tl0Delta = lastTl0 + 1 - descriptor.tl0();
        run.frameNumberDelta = lastFrameNumber + 1 - descriptor.frameNumber();
        begun = true;
    }

    /// Nanoseconds in units of the clock rate, modulo 2³².
    private int ticks(long nanos) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        long rest = Math.floorMod(nanos, 1_000_000_000L);
        return (int) (seconds * clockRate + rest * clockRate / 1_000_000_000L);
    }

    private void send(RtpPacket packet, VideoDescriptor descriptor, int payloadType, boolean marker, int sequence) {
        PacketSink sink = endpoint.sink;
        long at = sink.reserve();
        if (at < 0) {
            return;
        }
        MemorySegment m = sink.buffer();
        int header = header(m, at, packet, descriptor, payloadType, marker, sequence);
        int length = packet.payloadLength();
        if (header + length > PacketSink.MAX_PACKET) {
            sink.release(at);
            endpoint.room.tooLong++;
            return;
        }
        long body = at + header;
        MemorySegment.copy(packet.buffer(), packet.payloadOffset(), m, body, length);
        rewriteDescriptor(m, body, descriptor);
        sink.sendRtp(at, header + length);
    }

    private void rewriteDescriptor(MemorySegment m, long body, VideoDescriptor descriptor) {
        if (!video) {
            return;
        }
        if (descriptor.pictureIdAt() >= 0) {
            long where = body + descriptor.pictureIdAt();
            int id = descriptor.pictureId() + run.pictureIdDelta;
            if (descriptor.pictureIdBits() == 15) {
                Bytes.put16(m, where, 0x8000 | (id & 0x7fff));
            } else {
                Bytes.put8(m, where, id & 0x7f);
            }
        }
        if (descriptor.tl0At() >= 0) {
            Bytes.put8(m, body + descriptor.tl0At(), descriptor.tl0() + run.tl0Delta);
        }
    }

    private int header(
            MemorySegment m,
            long at,
            RtpPacket packet,
            VideoDescriptor descriptor,
            int payloadType,
            boolean marker,
            int sequence) {
        Bytes.put8(m, at, 0x91); // version 2, extension, one CSRC
        Bytes.put8(m, at + 1, (marker ? 0x80 : 0) | payloadType);
        Bytes.put16(m, at + 2, sequence);
        Bytes.put32(m, at + 4, packet.timestamp() + run.timestampDelta);
        Bytes.put32(m, at + 8, ssrc);
        Bytes.put32(m, at + 12, run.csrc);
        int described = descriptorId == 0 ? 0 : packet.length(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        boolean twoByte = described > 16 || descriptorId > 14 || midId > 14 || audioLevelId > 14 || transportCcId > 14;
        long position = at + 20;
        if (midId != 0) {
            position = extension(m, position, twoByte, midId, midBytes.length);
            for (byte b : midBytes) {
                Bytes.put8(m, position++, b);
            }
        }
        int level = packet.length(HeaderExtension.AUDIO_LEVEL);
        if (audioLevelId != 0 && level == 1) {
            position = extension(m, position, twoByte, audioLevelId, 1);
            Bytes.put8(m, position++, Bytes.u8(packet.buffer(), packet.offset(HeaderExtension.AUDIO_LEVEL)));
        }
        if (transportCcId != 0) {
            position = extension(m, position, twoByte, transportCcId, 2);
            Bytes.put16(m, position, endpoint.nextTransportSequence());
            position += 2;
        }
        if (described > 0) {
            position = extension(m, position, twoByte, descriptorId, described);
            MemorySegment.copy(
                    packet.buffer(), packet.offset(HeaderExtension.DEPENDENCY_DESCRIPTOR), m, position, described);
            Bytes.put16(m, position + 1, descriptor.frameNumber() + run.frameNumberDelta);
            position += described;
        }
        while (((position - at) & 3) != 0) {
            Bytes.put8(m, position++, 0);
        }
        int words = (int) (position - at - 20) / 4;
        Bytes.put16(m, at + 16, twoByte ? 0x1000 : 0xBEDE);
        Bytes.put16(m, at + 18, words);
        if (words == 0) {
            Bytes.put8(m, at, 0x81);
            return 16;
        }
        return (int) (position - at);
    }

    private static long extension(MemorySegment m, long at, boolean twoByte, int id, int length) {
        if (twoByte) {
            Bytes.put8(m, at, id);
            Bytes.put8(m, at + 1, length);
            return at + 2;
        }
        Bytes.put8(m, at, id << 4 | (length - 1));
        return at + 1;
    }
}
