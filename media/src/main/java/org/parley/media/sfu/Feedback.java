// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.parley.media.rtcp.Ntp;
import org.parley.media.rtcp.RtcpReader;
import org.parley.media.transport.Counter;

/// What an endpoint says by RTCP: reports about what it sends, and wishes and reports about what it receives.
/// What is about unknown SSRCs, or not understood, is skipped.
final class Feedback {
    /// "REMB".
    private static final int REMB = 0x5245_4D42;
    /// 2^18 times 2^40 still is positive, and more than any network carries.
    private static final int MAX_EXPONENT = 40;

    private static final long MAX_ROUND_TRIP = 10_000_000_000L;

    private final SfuEndpoint endpoint;
    private final RtcpReader rtcp = new RtcpReader();
    private boolean wellFormed;

    Feedback(SfuEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /// @return false if it is not well-formed; what came before the malformed place was heard
    boolean on(MemorySegment buffer, long offset, int length, long now) {
        wellFormed = true;
        rtcp.start(buffer, offset, length);
        while (rtcp.next()) {
            switch (rtcp.type()) {
                case RtcpReader.SENDER_REPORT -> onSenderReport(now);
                case RtcpReader.RECEIVER_REPORT -> onBlocks(8, now);
                case RtcpReader.TRANSPORT_FEEDBACK -> onTransportFeedback(now);
                case RtcpReader.PAYLOAD_FEEDBACK -> onPayloadFeedback(now);
                default -> {
                    // source descriptions, goodbyes, extended reports: of no use here
                }
            }
        }
        return rtcp.finished() && wellFormed;
    }

    private void onSenderReport(long now) {
        if (rtcp.length() < 28) {
            return;
        }
        Layer layer = endpoint.layer(rtcp.word(4));
        if (layer != null) {
            long ntp = ((long) rtcp.word(8) << 32) | (rtcp.word(12) & 0xffff_ffffL);
            layer.onSenderReport(ntp, rtcp.word(16), now);
        }
        onBlocks(28, now);
    }

    private void onBlocks(int start, long now) {
        for (int i = 0; i < rtcp.count() && start + (i + 1) * 24 <= rtcp.length(); i++) {
            int at = start + i * 24;
            SlotSender slot = slot(rtcp.word(at));
            if (slot != null) {
                onBlock(slot, at, now);
            }
        }
    }

    private void onBlock(SlotSender slot, int at, long now) {
        int lastReport = rtcp.word(at + 16);
        if (lastReport != 0) {
            long units = (Ntp.middle(Ntp.ofNanos(now)) - lastReport - rtcp.word(at + 20)) & 0xffff_ffffL;
            long roundTrip = units * 1_000_000 / 65_536 * 1_000;
            if (roundTrip <= MAX_ROUND_TRIP) {
                endpoint.roundTrip(roundTrip);
            }
        }
        endpoint.downlinkLoss(rtcp.u8(at + 4));
        slot.onReport(rtcp.word(at + 4) << 8 >> 8, rtcp.word(at + 12));
    }

    private void onTransportFeedback(long now) {
        if (rtcp.count() == 15) {
            wellFormed &=
                    endpoint.downlink.onFeedback(rtcp.buffer(), rtcp.offset(), rtcp.length(), endpoint.roundTrip, now);
            return;
        }
        if (rtcp.count() != 1) {
            return;
        }
        if (rtcp.length() < 16) {
            return;
        }
        SlotSender slot = slot(rtcp.word(8));
        if (slot == null) {
            return;
        }
        for (int at = 12; at + 4 <= rtcp.length(); at += 4) {
            int first = rtcp.u16(at);
            int following = rtcp.u16(at + 2);
            endpoint.room.counters.add(Counter.PACKETS_ASKED_AGAIN, 1L + Integer.bitCount(following));
            slot.repair.onNack(first, now);
            for (int i = 0; i < 16; i++) {
                if ((following & (1 << i)) != 0) {
                    slot.repair.onNack((first + i + 1) & 0xffff, now);
                }
            }
        }
    }

    private void onPayloadFeedback(long now) {
        switch (rtcp.count()) {
            case 1 -> {
                if (rtcp.length() >= 12) {
                    wantKeyFrame(rtcp.word(8), now);
                }
            }
            case 4 -> {
                for (int at = 12; at + 8 <= rtcp.length(); at += 8) {
                    wantKeyFrame(rtcp.word(at), now);
                }
            }
            case 15 -> onRemb(now);
            default -> {
                // slice losses, reference pictures: of no use here
            }
        }
    }

    /// draft-alvestrand-rmcat-remb-03 §2.2: the receiver's own estimate, 18 bits shifted left by up to 63.
    private void onRemb(long now) {
        if (rtcp.length() < 20 || rtcp.word(12) != REMB) {
            return;
        }
        int bits = rtcp.word(16);
        int exponent = Math.min((bits >>> 18) & 0x3f, MAX_EXPONENT);
        endpoint.downlink.onRemb((bits & 0x3_ffffL) << exponent, now);
    }

    private void wantKeyFrame(int ssrc, long now) {
        SlotSender slot = slot(ssrc);
        if (slot != null) {
            endpoint.room.counters.increment(Counter.KEY_FRAMES_WANTED);
            slot.wantKeyFrame(now);
        }
    }

    private @Nullable SlotSender slot(int ssrc) {
        for (int i = 0; i < endpoint.videoSlots.size(); i++) {
            if (endpoint.videoSlots.get(i).ssrc == ssrc) {
                return endpoint.videoSlots.get(i);
            }
        }
        for (int i = 0; i < endpoint.audioSlots.size(); i++) {
            if (endpoint.audioSlots.get(i).ssrc == ssrc) {
                return endpoint.audioSlots.get(i);
            }
        }
        return null;
    }
}
