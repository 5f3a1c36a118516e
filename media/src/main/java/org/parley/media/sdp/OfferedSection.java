// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.List;
import org.parley.media.rtp.HeaderExtension;

/// One `m=` section of an offer.
///
/// @param kind `audio`, `video`, or something else that will be rejected
/// @param protocol as in the `m=` line
/// @param formats the `m=` line's list, for a rejecting answer
/// @param usable whether it may be answered: not rejected by the offerer, and RTP over DTLS
/// @param codecs those that can be forwarded, in the offerer's order
/// @param rids simulcast layers the offerer would send, in its order, empty without simulcast
/// @param ssrcs SSRCs the offerer says it sends from, and their retransmissions
/// @param allowMixed `a=extmap-allow-mixed`: one-byte and two-byte header extensions may alternate
public record OfferedSection(
        String mid,
        String kind,
        String protocol,
        String formats,
        boolean usable,
        Direction direction,
        List<OfferedCodec> codecs,
        List<OfferedExtension> extensions,
        List<String> rids,
        List<SsrcPair> ssrcs,
        boolean rtcpRsize,
        boolean allowMixed) {

    public OfferedSection {
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
        rids = List.copyOf(rids);
        ssrcs = List.copyOf(ssrcs);
    }

    /// @param rtx SSRC of the retransmissions by `a=ssrc-group:FID`, 0 if there is none
    public record SsrcPair(int ssrc, int rtx) {}

    public boolean isVideo() {
        return kind.equals("video");
    }

    public boolean isAudio() {
        return kind.equals("audio");
    }

    /// The local identifier of an extension that the offerer would use when it sends, or 0.
    public int sentId(HeaderExtension extension) {
        for (OfferedExtension offered : extensions) {
            if (offered.extension() == extension && offered.direction().sends()) {
                return offered.id();
            }
        }
        return 0;
    }

    /// The local identifier of an extension that the offerer understands when it receives, or 0.
    public int receivedId(HeaderExtension extension) {
        for (OfferedExtension offered : extensions) {
            if (offered.extension() == extension && offered.direction().receives()) {
                return offered.id();
            }
        }
        return 0;
    }
}
