// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.Slot;
import org.parley.media.Source;
import org.parley.media.rtcp.Clock;
import org.parley.media.rtcp.Ntp;
import org.parley.media.rtcp.RtcpWriter;
import org.parley.media.rtp.Bytes;
import org.parley.media.rtp.MediaFormat;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.VideoDescriptor;
import org.parley.media.sdp.OfferedCodec;
import org.parley.media.sdp.OfferedSection;
import org.parley.media.transport.Counter;
import org.parley.media.transport.PacketSink;

/// A receive slot of a subscriber: one RTP stream with one SSRC for the section's whole life, whatever feeds
/// it. A switch of source or layer happens at a key frame (audio: at any packet) and leaves no jump in
/// sequence numbers, timestamps, picture ids or frame numbers.
///
/// Timestamps follow the room's clock: a switch continues where the time that passed says, so the tempo of
/// the stream is kept over silence, too.
final class SlotSender {
    final SfuEndpoint endpoint;
    final String mid;
    final boolean video;
    final int ssrc;
    final int rtxSsrc;

    final RepairSender repair;
    private final SentHeader header;
    private final int clockRate;
    private final int[] payloadTypes = new int[MediaFormat.COUNT];
    private final int[] rtxTypes = new int[MediaFormat.COUNT];

    @Nullable
    Publication publication;
    /// The height at which the video is shown.
    int height;
    /// Its place in the page's own order.
    int rank;
    /// The best layer it may have, by [Allocation]; -1 while it is paused.
    int limit = Integer.MAX_VALUE;
    /// Since when it could have better than that.
    long fitsSince;
    /// What [Allocation] would like to give it, and gives it.
    @Nullable
    Layer wish;

    @Nullable
    Layer granted;

    /// What is forwarded now, if anything was yet.
    @Nullable
    Layer current;
    /// What will be from its next key frame on.
    @Nullable
    Layer target;

    /// The last runs, so that packets from before a switch can be sent again; the newest is [#run].
    private final Run[] runs = new Run[8];

    private Run run;
    private int runCount;
    private long lastOut;
    private int lastTimestamp;
    private int lastPictureId;
    private int lastTl0;
    private int lastFrameNumber;
    private boolean begun;
    private int anyRtxType = -1;
    /// Whether the subscriber asks for lost packets.
    private boolean retransmits;

    private long packets;
    private long octets;
    private long reportedLost;
    private long lastSent = Long.MIN_VALUE;
    private long lastReport = Long.MIN_VALUE;
    private long lastWish = Long.MIN_VALUE / 2;
    private final int timestampBase;

    SlotSender(
            SfuEndpoint endpoint, OfferedSection section, int ssrc, int rtxSsrc, int firstSequence, int timestampBase) {
        this.endpoint = endpoint;
        this.mid = section.mid();
        this.header = new SentHeader(endpoint, mid);
        this.video = section.isVideo();
        this.clockRate = video ? 90_000 : 48_000;
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
        this.lastOut = 0x1_0000L + (firstSequence & 0x7fff);
        this.timestampBase = timestampBase;
        // below 2^15, as the media's: no receiver can take lost first packets for a wrap (RFC 3711 §3.3.1)
        this.repair = new RepairSender(this, header, (firstSequence >>> 16) & 0x7fff);
        Arrays.setAll(runs, i -> new Run());
        this.run = runs[0];
        negotiate(section);
    }

    /// Takes payload types and header extensions from an offer; a later one may change them.
    void negotiate(OfferedSection section) {
        Arrays.fill(payloadTypes, -1);
        Arrays.fill(rtxTypes, -1);
        retransmits = false;
        anyRtxType = -1;
        for (OfferedCodec codec : section.codecs()) {
            int format = codec.format().ordinal();
            retransmits |= codec.feedback().contains("nack");
            if (payloadTypes[format] < 0) {
                payloadTypes[format] = codec.payloadType();
                rtxTypes[format] = codec.rtx();
                anyRtxType = Math.max(anyRtxType, codec.rtx());
            }
        }
        header.negotiate(section);
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
        limit = Integer.MAX_VALUE;
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
        if (limit < 0) {
            current = null;
            target = null;
            return;
        }
        target = LayerChooser.choose(from, height, limit, current, now);
        if (target != null && target != current && canShow(from)) {
            target.wantKeyFrame(now);
        }
    }

    /// Sets the best layer it may have.
    ///
    /// @param best index; -1 pauses it
    /// @param cut whether to stop at once with a layer above that, rather than at the next key frame
    void limit(int best, boolean cut, long now) {
        limit = best;
        if (cut) {
            current = null;
        }
        choose(now);
    }

    /// Whether a key frame would be of use to this subscriber.
    private boolean canShow(Publication from) {
        return video && endpoint.connected && (from.sent == null || payloadTypes[from.sent.ordinal()] >= 0);
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
        if (from != null && canShow(from.publication) && now - lastWish >= Tuning.WISH_INTERVAL) {
            lastWish = now;
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
            if (descriptor.pictureIdAt() >= 0) {
                lastPictureId = descriptor.pictureId() + run.pictureIdDelta;
            }
            if (descriptor.tl0At() >= 0) {
                lastTl0 = descriptor.tl0() + run.tl0Delta;
            }
            if (descriptor.hasFrameNumber()) {
                lastFrameNumber = descriptor.frameNumber() + run.frameNumberDelta;
            }
        }
        if (retransmits) {
            repair.note(out, runCount);
        }
        boolean marker = packet.marker() || (switched && !video);
        int length = send(packet, descriptor, payloadType, marker, (int) out, now);
        if (length > 0) {
            packets++;
            octets += length;
            lastSent = now;
        }
    }

    private void switchTo(Layer layer, RtpPacket packet, VideoDescriptor descriptor, long number, long now) {
        current = layer;
        run = runs[++runCount & 7];
        run.layer = layer;
        run.csrc = layer.publication.endpoint.csrc;
        run.first = number;
        run.sequenceDelta = lastOut + 1 - number;
        int timestamp = timestampBase + Clock.ticks(layer.capturedAt(packet.timestamp(), now), clockRate);
        if (begun && timestamp - lastTimestamp <= 0) {
            timestamp = lastTimestamp + 1;
        }
        run.timestampDelta = timestamp - packet.timestamp();
        run.pictureIdDelta = lastPictureId + 1 - descriptor.pictureId();
        run.tl0Delta = lastTl0 + 1 - descriptor.tl0();
        run.frameNumberDelta = lastFrameNumber + 1 - descriptor.frameNumber();
        begun = true;
    }

    /// What the subscriber says of this stream (RFC 3550 §6.4.1).
    ///
    /// @param lost packets since the beginning, less those that came twice
    /// @param jitter in units of the timestamp, unsigned
    void onReport(int lost, int jitter) {
        long believed = Math.min(lost, packets);
        if (believed > reportedLost) {
            endpoint.room.counters.add(Counter.PACKETS_REPORTED_LOST, believed - reportedLost);
            reportedLost = believed;
        }
        endpoint.downlinkJitter(Integer.toUnsignedLong(jitter) * 1_000_000 / clockRate);
    }

    boolean sentSince(long nanos) {
        return lastSent != Long.MIN_VALUE && lastSent >= nanos;
    }

    /// Writes a sender report: which timestamp stands for now. With one clock for all publishers (the
    /// room's), a change of the source changes nothing for the subscriber, and sound and picture of one
    /// publisher stay together.
    ///
    /// @return its length, 0 if nothing was sent since the last
    int report(MemorySegment m, long at, long now) {
        Layer layer = run.layer;
        if (layer == null || lastSent <= lastReport) {
            return 0;
        }
        lastReport = now;
        int timestamp = layer.timed() && layer == current
                ? layer.timestampAt(now) + run.timestampDelta
                : lastTimestamp + Clock.ticks(now - lastSent, clockRate);
        return RtcpWriter.senderReport(m, at, ssrc, Ntp.ofNanos(now), timestamp, packets, octets);
    }

    /// Sends a packet for the first time. Its payload goes from where it lies into the protected packet, so
    /// what this subscriber's must differ in is written there; the next one's is written over it.
    ///
    /// @return payload bytes sent, 0 if it could not be sent
    private int send(
            RtpPacket packet, VideoDescriptor descriptor, int payloadType, boolean marker, int sequence, long now) {
        PacketSink sink = endpoint.sink;
        long at = sink.reserve();
        if (at < 0) {
            return 0;
        }
        int head = header.write(sink.buffer(), at, run, packet, descriptor, payloadType, ssrc, marker, sequence);
        int length = packet.payloadLength();
        if (isTooLong(at, head + length)) {
            return 0;
        }
        rewriteDescriptor(packet.buffer(), packet.payloadOffset(), run, descriptor);
        endpoint.downlink.onSent(head + length, header.isNumbered(), now);
        sink.sendRtp(at, head, packet.buffer(), packet.payloadOffset(), length);
        endpoint.room.counters.increment(Counter.PACKETS_FORWARDED);
        endpoint.room.counters.add(Counter.BYTES_FORWARDED, head + length);
        return length;
    }

    /// The extended number that a sequence number of this slot most likely stands for.
    long extend(int sequence) {
        return lastOut + (short) (sequence - (int) lastOut);
    }

    int lastSequence() {
        return (int) lastOut;
    }

    int lastTimestamp() {
        return lastTimestamp;
    }

    int newestRun() {
        return runCount;
    }

    Run run(int number) {
        return runs[number & 7];
    }

    /// -1 if the subscriber does not take it.
    int payloadType(MediaFormat format) {
        return payloadTypes[format.ordinal()];
    }

    /// -1 if there is none.
    int rtxType(MediaFormat format) {
        return rtxTypes[format.ordinal()];
    }

    /// A payload type of retransmissions, for packets that have no payload; -1 if there is none.
    int anyRtxType() {
        return anyRtxType;
    }

    boolean isFrom(Source source) {
        return publication != null && publication.source == source;
    }

    boolean isTooLong(long at, int length) {
        if (length <= PacketSink.MAX_PACKET) {
            return false;
        }
        endpoint.sink.release(at);
        endpoint.room.tooLong++;
        return true;
    }

    void rewriteDescriptor(MemorySegment m, long body, Run from, VideoDescriptor descriptor) {
        if (!video) {
            return;
        }
        if (descriptor.pictureIdAt() >= 0) {
            long where = body + descriptor.pictureIdAt();
            int id = descriptor.pictureId() + from.pictureIdDelta;
            if (descriptor.pictureIdBits() == 15) {
                Bytes.put16(m, where, 0x8000 | (id & 0x7fff));
            } else {
                Bytes.put8(m, where, id & 0x7f);
            }
        }
        if (descriptor.tl0At() >= 0) {
            Bytes.put8(m, body + descriptor.tl0At(), descriptor.tl0() + from.tl0Delta);
        }
    }
}
