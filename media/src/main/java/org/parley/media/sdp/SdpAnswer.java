// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.parley.media.transport.LocalTransport;

/// Writes an answer (RFC 9429 §5.3): ice-lite, passive, everything in the one BUNDLE.
public final class SdpAnswer {
    /// RTCP feedback that the server understands and gives.
    private static final Set<String> VIDEO_FEEDBACK = Set.of("transport-cc", "ccm fir", "nack", "nack pli");
    private static final Set<String> AUDIO_FEEDBACK = Set.of("transport-cc");

    private final StringBuilder text = new StringBuilder(16 * 1024);

    private SdpAnswer() {}

    /// @param sections one for each of the offer's, in its order
    public static String write(
            SdpOffer offer, List<AnswerSection> sections, LocalTransport transport, long sessionId, int version) {
        SdpAnswer answer = new SdpAnswer();
        answer.session(offer, sections, sessionId, version);
        boolean first = true;
        for (AnswerSection section : sections) {
            answer.section(section, transport, first);
            first &= section.rejected();
        }
        return answer.text.toString();
    }

    private void session(SdpOffer offer, List<AnswerSection> sections, long sessionId, int version) {
        line("v=0");
        line("o=- " + sessionId + " " + version + " IN IP4 127.0.0.1");
        line("s=-");
        line("t=0 0");
        StringJoiner bundle = new StringJoiner(" ", "a=group:BUNDLE ", "");
        for (AnswerSection section : sections) {
            if (!section.rejected()) {
                bundle.add(section.offer().mid());
            }
        }
        line(bundle.toString());
        line("a=ice-lite");
        line("a=msid-semantic: WMS *");
        if (offer.allowMixed()) {
            line("a=extmap-allow-mixed");
        }
    }

    private void section(AnswerSection section, LocalTransport transport, boolean withCandidates) {
        OfferedSection offer = section.offer();
        if (section.rejected()) {
            line("m=" + offer.kind() + " 0 " + offer.protocol() + " " + offer.formats());
            line("c=IN IP4 0.0.0.0");
            line("a=mid:" + offer.mid());
            line("a=inactive");
            return;
        }
        StringBuilder media = new StringBuilder("m=" + offer.kind() + " 9 " + offer.protocol());
        for (OfferedCodec codec : section.codecs()) {
            media.append(' ').append(codec.payloadType());
        }
        for (OfferedCodec codec : section.codecs()) {
            if (codec.rtx() >= 0) {
                media.append(' ').append(codec.rtx());
            }
        }
        line(media.toString());
        line("c=IN IP4 0.0.0.0");
        line("a=mid:" + offer.mid());
        line("a=ice-ufrag:" + transport.ufrag());
        line("a=ice-pwd:" + transport.pwd());
        line("a=fingerprint:sha-256 " + transport.fingerprint());
        line("a=setup:passive");
        if (withCandidates) {
            transport
                    .candidates()
                    .forEach(candidate ->
                            line(candidate.startsWith("candidate:") ? "a=" + candidate : "a=candidate:" + candidate));
            line("a=end-of-candidates");
        }
        line("a=" + section.direction().token());
        line("a=rtcp-mux");
        if (offer.rtcpRsize()) {
            line("a=rtcp-rsize");
        }
        if (offer.allowMixed()) {
            line("a=extmap-allow-mixed");
        }
        section.extensions().forEach(this::extension);
        section.codecs().forEach(this::codec);
        layers(section.rids());
        AnswerSection.SentStream stream = section.stream();
        if (stream != null) {
            stream(stream);
        }
    }

    private void extension(OfferedExtension extension) {
        String way = "";
        if (extension.directed()) {
            way = "/"
                    + switch (extension.direction()) {
                        case SENDONLY -> Direction.RECVONLY.token();
                        case RECVONLY -> Direction.SENDONLY.token();
                        case SENDRECV -> Direction.SENDRECV.token();
                        case INACTIVE -> Direction.INACTIVE.token();
                    };
        }
        line("a=extmap:" + extension.id() + way + " " + extension.extension().uri());
    }

    private void codec(OfferedCodec codec) {
        int payloadType = codec.payloadType();
        line("a=rtpmap:" + payloadType + " " + codec.encoding());
        Set<String> understood = codec.format().isVideo() ? VIDEO_FEEDBACK : AUDIO_FEEDBACK;
        codec.feedback().stream()
                .filter(understood::contains)
                .sorted()
                .forEach(feedback -> line("a=rtcp-fb:" + payloadType + " " + feedback));
        String parameters = parameters(codec);
        if (!parameters.isEmpty()) {
            line("a=fmtp:" + payloadType + " " + parameters);
        }
        if (codec.rtx() >= 0) {
            line("a=rtpmap:" + codec.rtx() + " rtx/" + codec.format().clockRate());
            line("a=fmtp:" + codec.rtx() + " apt=" + payloadType);
        }
    }

    private static String parameters(OfferedCodec codec) {
        return switch (codec.format().codec()) {
            // RFC 7587 §6.1: what every receiver here can take, and the publisher shall send
            case OPUS -> "minptime=10;useinbandfec=1";
            // Firefox's max-fs and max-fr would bind the publisher to one subscriber's wishes
            case VP8 -> "";
            case RED, VP9, H264, AV1 -> codec.parameters();
        };
    }

    /// RFC 8853: the offerer's layers, all of them.
    private void layers(List<String> rids) {
        if (rids.isEmpty()) {
            return;
        }
        rids.forEach(rid -> line("a=rid:" + rid + " recv"));
        line("a=simulcast:recv " + String.join(";", rids));
    }

    private void stream(AnswerSection.SentStream stream) {
        String track = stream.streamId() + "-track";
        line("a=msid:" + stream.streamId() + " " + track);
        if (stream.rtxSsrc() != 0) {
            line("a=ssrc-group:FID " + Integer.toUnsignedString(stream.ssrc()) + " "
                    + Integer.toUnsignedString(stream.rtxSsrc()));
        }
        ssrc(stream, stream.ssrc(), track);
        if (stream.rtxSsrc() != 0) {
            ssrc(stream, stream.rtxSsrc(), track);
        }
    }

    private void ssrc(AnswerSection.SentStream stream, int ssrc, String track) {
        String number = Integer.toUnsignedString(ssrc);
        line("a=ssrc:" + number + " cname:" + stream.cname());
        line("a=ssrc:" + number + " msid:" + stream.streamId() + " " + track);
    }

    private void line(String line) {
        text.append(line).append("\r\n");
    }
}
