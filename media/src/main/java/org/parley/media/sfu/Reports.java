// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.MemorySegment;
import org.parley.media.rtcp.ReceiveStatistics;
import org.parley.media.rtcp.RtcpWriter;
import org.parley.media.rtcp.TransportFeedback;
import org.parley.media.transport.PacketSink;

/// What an endpoint is told by RTCP at regular times: how its packets arrived, and the clock of what it is
/// sent.
final class Reports {
    /// RFC 3550 §6.4.1: the count has five bits.
    private static final int MAX_BLOCKS = 31;

    final TransportFeedback transport = new TransportFeedback();
    private final SfuEndpoint endpoint;
    private final byte[] cname;
    private long next = Long.MIN_VALUE;
    private long nextFeedback = Long.MIN_VALUE;
    private int lastMedia;

    Reports(SfuEndpoint endpoint) {
        this.endpoint = endpoint;
        this.cname = SfuEndpoint.ascii(endpoint.room.cname);
    }

    /// A packet with a transport-wide sequence number came.
    void onPacket(int sequence, int ssrc, long now) {
        lastMedia = ssrc;
        transport.onPacket(sequence, now);
    }

    void onTimer(long now) {
        if (!endpoint.connected) {
            return;
        }
        if (now >= nextFeedback) {
            nextFeedback = now + Tuning.FEEDBACK_INTERVAL;
            while (transport.pending() && sendFeedback()) {
                // one report may not hold all
            }
        }
        if (now >= next) {
            next = now + Tuning.REPORT_INTERVAL;
            endpoint.judgeQuality(sendReceiverReport(now), now);
            sendSenderReports(now);
        }
    }

    private boolean sendFeedback() {
        PacketSink sink = endpoint.sink;
        long at = sink.reserve();
        if (at < 0) {
            return false;
        }
        sink.sendRtcp(at, transport.write(sink.buffer(), at, endpoint.reporter, lastMedia));
        return true;
    }

    /// @return the loss of all streams in it together, of 256
    private int sendReceiverReport(long now) {
        PacketSink sink = endpoint.sink;
        long at = sink.reserve();
        if (at < 0) {
            return 0;
        }
        MemorySegment m = sink.buffer();
        int blocks = 0;
        long expected = 0;
        long lost = 0;
        for (Publication publication : endpoint.publications) {
            if (publication != null) {
                for (Layer layer : publication.layers) {
                    if (layer.alive(now) && layer.statistics.started() && blocks < MAX_BLOCKS) {
                        long block =
                                at + RtcpWriter.RECEIVER_REPORT_HEAD + (long) blocks * ReceiveStatistics.BLOCK_LENGTH;
                        layer.statistics.write(m, block, layer.ssrc, now);
                        expected += layer.statistics.expected();
                        lost += layer.statistics.lost();
                        blocks++;
                    }
                }
            }
        }
        if (blocks == 0) {
            sink.release(at);
            return 0;
        }
        int length = RtcpWriter.receiverReport(m, at, endpoint.reporter, blocks);
        length += RtcpWriter.cname(m, at + length, endpoint.reporter, cname);
        sink.sendRtcp(at, length);
        return expected == 0 ? 0 : (int) (lost * 256 / expected);
    }

    private void sendSenderReports(long now) {
        for (int i = 0; i < endpoint.audioSlots.size(); i++) {
            sendSenderReport(endpoint.audioSlots.get(i), now);
        }
        for (int i = 0; i < endpoint.videoSlots.size(); i++) {
            sendSenderReport(endpoint.videoSlots.get(i), now);
        }
    }

    private void sendSenderReport(SlotSender slot, long now) {
        PacketSink sink = endpoint.sink;
        long at = sink.reserve();
        if (at < 0) {
            return;
        }
        MemorySegment m = sink.buffer();
        int length = slot.report(m, at, now);
        if (length == 0) {
            sink.release(at);
            return;
        }
        length += RtcpWriter.cname(m, at + length, slot.ssrc, cname);
        sink.sendRtcp(at, length);
    }
}
