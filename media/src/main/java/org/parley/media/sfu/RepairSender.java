// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.parley.media.bwe.BandwidthEstimator;
import org.parley.media.rtp.Bytes;
import org.parley.media.rtp.MediaFormat;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.VideoDescriptor;
import org.parley.media.transport.Counter;
import org.parley.media.transport.PacketSink;

/// What a slot sends beside its media, on its RTX SSRC (RFC 4588): packets that the subscriber misses, and
/// what fills a probe. Packets come from their layer's cache, which stays as it is.
final class RepairSender {
    /// Bytes of padding in a packet: a multiple of 8 below 256.
    private static final int PADDING = 224;
    /// A probe repeats one of so many last packets: they are the most likely to be of use.
    private static final int RECENT = 16;

    private final SlotSender slot;
    private final SfuEndpoint endpoint;
    private final SentHeader header;
    private @Nullable SentPackets sent;
    private int rtxSequence;
    private int turn;

    RepairSender(SlotSender slot, SentHeader header, int firstSequence) {
        this.slot = slot;
        this.endpoint = slot.endpoint;
        this.header = header;
        this.rtxSequence = firstSequence;
    }

    /// A packet was sent that may be asked for again.
    void note(long out, int run) {
        if (sent == null) {
            sent = new SentPackets();
        }
        sent.put(out, run);
    }

    /// A subscriber asks for a packet again.
    void onNack(int sequence, long now) {
        if (sent == null || !endpoint.connected) {
            return;
        }
        long out = slot.extend(sequence);
        if (sent.mayResend(out, now, slot.newestRun()) && resend(sent, out, now) > 0) {
            endpoint.room.counters.increment(Counter.PACKETS_SENT_AGAIN);
        }
    }

    /// Whether there is an RTX stream for [#fill].
    boolean canFill() {
        return slot.video && header.isNumbered() && slot.anyRtxType() >= 0;
    }

    /// Sends something of no more than about `most` bytes that nobody needs.
    ///
    /// @return its length on the wire; 0 if it can't
    int fill(long most, long now) {
        if (!canFill()) {
            return 0;
        }
        if (most > 2 * PADDING && sent != null) {
            long out = slot.extend(slot.lastSequence() - (turn++ & (RECENT - 1)));
            if (sent.isKnown(out, slot.newestRun())) {
                int length = resend(sent, out, now);
                if (length > 0) {
                    return length;
                }
            }
        }
        return sendPadding(now);
    }

    private int sendPadding(long now) {
        PacketSink sink = endpoint.sink;
        long at = sink.reserve();
        if (at < 0) {
            return 0;
        }
        MemorySegment m = sink.buffer();
        int head = header.padding(m, at, slot.anyRtxType(), slot.rtxSsrc, rtxSequence++, slot.lastTimestamp());
        for (int i = 0; i < PADDING; i += 8) {
            Bytes.put64(m, at + head + i, 0);
        }
        Bytes.put8(m, at + head + PADDING - 1, PADDING);
        int length = head + PADDING;
        endpoint.downlink.onSent(length, true, now);
        sink.sendRtp(at, length);
        return length + BandwidthEstimator.OVERHEAD;
    }

    /// @return its length on the wire; 0 if it could not be sent
    private int resend(SentPackets packets, long out, long now) {
        Run from = slot.run(packets.run(out));
        Layer layer = from.layer;
        RtpPacket packet = endpoint.room.resent;
        if (layer == null || !layer.kept(out - from.sequenceDelta, packet)) {
            return 0;
        }
        MediaFormat format = layer.publication.format(packet.payloadType());
        if (format == null || slot.payloadType(format) < 0) {
            return 0;
        }
        VideoDescriptor descriptor = endpoint.room.resentDescriptor;
        if (packet.payloadLength() == 0) {
            descriptor.clear();
        } else if (!descriptor.read(format.codec(), packet)) {
            return 0;
        }
        int rtx = slot.rtxType(format);
        return rtx < 0
                ? send(from, packet, descriptor, slot.payloadType(format), slot.ssrc, (int) out, -1, now)
                : send(from, packet, descriptor, rtx, slot.rtxSsrc, rtxSequence++, (int) out, now);
    }

    /// @param original its sequence number, if it is sent in another stream; else -1
    private int send(
            Run from,
            RtpPacket packet,
            VideoDescriptor descriptor,
            int payloadType,
            int sender,
            int sequence,
            int original,
            long now) {
        PacketSink sink = endpoint.sink;
        long at = sink.reserve();
        if (at < 0) {
            return 0;
        }
        MemorySegment m = sink.buffer();
        int head = header.write(m, at, from, packet, descriptor, payloadType, sender, packet.marker(), sequence);
        if (original >= 0) {
            Bytes.put16(m, at + head, original); // RFC 4588 §4: OSN
            head += 2;
        }
        int length = packet.payloadLength();
        if (slot.isTooLong(at, head + length)) {
            return 0;
        }
        MemorySegment.copy(packet.buffer(), packet.payloadOffset(), m, at + head, length);
        slot.rewriteDescriptor(m, at + head, from, descriptor);
        endpoint.downlink.onSent(head + length, header.isNumbered(), now);
        sink.sendRtp(at, head + length);
        return head + length + BandwidthEstimator.OVERHEAD;
    }
}
