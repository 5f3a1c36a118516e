// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.parley.media.rtp.Codec;
import org.parley.media.rtp.MediaFormat;
import org.parley.media.sdp.OfferedCodec;

/// Which codecs a publisher shall rather use.
///
/// @param order of the codecs, the best first; one that is not in it is not used
public record Preference(List<Codec> order) {
    /// VP8 first: simulcast works with it in every browser. RED (RFC 2198), each packet of which has
    /// the one before it with it, before plain Opus: docs/forwarding.md has what it costs and what it mends.
    public static final Preference DEFAULT =
            new Preference(List.of(Codec.RED, Codec.OPUS, Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1));

    public Preference {
        order = List.copyOf(order);
    }

    /// Those of the offered codecs that are in `allowed`, the best first. If none is, all are taken: somebody
    /// will see something.
    List<OfferedCodec> order(List<OfferedCodec> offered, Set<MediaFormat> allowed) {
        List<OfferedCodec> kept = ordered(offered, allowed);
        return kept.isEmpty() ? ordered(offered, Set.of(MediaFormat.values())) : kept;
    }

    private List<OfferedCodec> ordered(List<OfferedCodec> offered, Set<MediaFormat> allowed) {
        List<OfferedCodec> kept = new ArrayList<>();
        for (Codec codec : order) {
            for (OfferedCodec one : offered) {
                if (one.format().codec() == codec && allowed.contains(one.format())) {
                    kept.add(one);
                }
            }
        }
        return kept;
    }
}
