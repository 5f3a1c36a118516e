// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the server answers to one section of an offer.
///
/// @param direction as the server sees it
/// @param codecs those accepted, the preferred first; empty: the section is rejected
/// @param rids simulcast layers the server takes, in the offerer's order
/// @param stream what the server sends from, null if it does not send
public record AnswerSection(
        OfferedSection offer,
        Direction direction,
        List<OfferedCodec> codecs,
        List<OfferedExtension> extensions,
        List<String> rids,
        @Nullable SentStream stream) {
    public AnswerSection {
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
        rids = List.copyOf(rids);
    }

    /// @param rtxSsrc SSRC of retransmissions, 0 for none
    public record SentStream(int ssrc, int rtxSsrc, String cname, String streamId) {}

    boolean rejected() {
        return codecs.isEmpty();
    }
}
