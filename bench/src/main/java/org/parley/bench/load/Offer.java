// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The offer of an endpoint (RFC 9429): sending sections with one layer of VP8 and Opus, and receiving
/// sections, all in one bundle.
///
/// @param sending sources by their signalling names, `microphone` or `camera`, with the SSRC of each
/// @param fingerprint SHA-256 of the DTLS certificate, `AB:CD:…`
/// @param setup `actpass`, or `active` towards a server that would not leave the choice (RFC 5763 §5)
record Offer(
        Map<String, Integer> sending,
        int audioSlots,
        int videoSlots,
        String ufrag,
        String pwd,
        String fingerprint,
        String setup) {
    Offer {
        sending = new LinkedHashMap<>(sending);
    }

    /// The signalling message's `tracks`: the source that each sending section carries, by `mid`.
    Map<String, String> tracks() {
        var tracks = new LinkedHashMap<String, String>();
        for (var source : sending.keySet()) {
            tracks.put(Integer.toString(tracks.size()), source);
        }
        return tracks;
    }

    String sdp() {
        var lines = new ArrayList<>(List.of("v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0"));
        int sections = sending.size() + audioSlots + videoSlots;
        var bundle = new StringBuilder("a=group:BUNDLE");
        for (int mid = 0; mid < sections; mid++) {
            bundle.append(' ').append(mid);
        }
        lines.addAll(List.of(bundle.toString(), "a=extmap-allow-mixed", "a=msid-semantic: WMS *"));
        int mid = 0;
        for (var track : sending.entrySet()) {
            boolean video = track.getKey().equals("camera");
            section(lines, mid++, video, "sendonly");
            lines.add("a=msid:- " + track.getKey());
            lines.add("a=ssrc:" + Integer.toUnsignedString(track.getValue()) + " cname:bench");
        }
        for (int slot = 0; slot < audioSlots + videoSlots; slot++) {
            section(lines, mid++, slot >= audioSlots, "recvonly");
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    private void section(List<String> lines, int mid, boolean video, String direction) {
        lines.add(video ? "m=video 9 UDP/TLS/RTP/SAVPF 96 97" : "m=audio 9 UDP/TLS/RTP/SAVPF 111");
        lines.addAll(List.of("c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0"));
        lines.addAll(List.of("a=ice-ufrag:" + ufrag, "a=ice-pwd:" + pwd, "a=ice-options:trickle"));
        lines.addAll(List.of("a=fingerprint:sha-256 " + fingerprint, "a=setup:" + setup, "a=mid:" + mid));
        var ids = ExtensionIds.OFFERED;
        lines.add("a=extmap:" + ids.transportSequence() + " " + ExtensionIds.TRANSPORT_SEQUENCE);
        lines.add("a=extmap:" + ids.mid() + " " + ExtensionIds.MID);
        if (!video) {
            lines.add("a=extmap:" + ids.audioLevel() + " " + ExtensionIds.AUDIO_LEVEL);
        }
        lines.addAll(List.of("a=" + direction, "a=rtcp-mux"));
        if (video) {
            lines.addAll(List.of("a=rtcp-rsize", "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 transport-cc"));
            lines.addAll(List.of("a=rtcp-fb:96 ccm fir", "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli"));
            lines.addAll(List.of("a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"));
        } else {
            lines.addAll(List.of("a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc"));
            lines.add("a=fmtp:111 minptime=10;useinbandfec=1");
        }
    }
}
