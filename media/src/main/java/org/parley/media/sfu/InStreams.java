// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.media.rtp.HeaderExtension;
import org.parley.media.rtp.RtpPacket;

/// The SSRCs of one session: which layers an endpoint's streams carry, and which SSRCs are the server's own.
final class InStreams {
    private final SfuRoom room;
    private final SsrcTable<InStream> streams = new SsrcTable<>();
    /// SSRCs of the server.
    private final Set<Integer> own = new HashSet<>();

    InStreams(SfuRoom room) {
        this.room = room;
    }

    /// An SSRC that neither side uses.
    int newSsrc() {
        RandomGenerator random = room.random;
        int ssrc = random.nextInt();
        while (ssrc == 0 || streams.get(ssrc) != null || !own.add(ssrc)) {
            ssrc = random.nextInt();
        }
        return ssrc;
    }

    /// An SSRC of the server is not used any more.
    void free(int ssrc) {
        own.remove(ssrc);
    }

    @Nullable
    InStream get(int ssrc) {
        return streams.get(ssrc);
    }

    /// The streams of a layer have ended.
    void remove(Layer layer) {
        if (layer.known) {
            streams.remove(layer.ssrc);
        }
        if (layer.rtxKnown) {
            streams.remove(layer.rtxSsrc);
        }
    }

    /// A stream that was not announced says by its header extensions what it is (RFC 8843 §9.2, RFC 8852).
    @Nullable
    InStream learn(@Nullable Publication[] publications, RtpPacket packet) {
        for (Publication publication : publications) {
            if (publication != null && packet.is(HeaderExtension.MID, publication.midBytes)) {
                return learn(publication, packet);
            }
        }
        return null;
    }

    private @Nullable InStream learn(Publication publication, RtpPacket packet) {
        if (!publication.simulcast()) {
            boolean rtx = publication.original(packet.payloadType()) >= 0;
            return learn(publication.layers[0], packet.ssrc(), rtx);
        }
        for (Layer layer : publication.layers) {
            if (packet.is(HeaderExtension.RID, layer.rid)) {
                return learn(layer, packet.ssrc(), false);
            }
            if (packet.is(HeaderExtension.REPAIRED_RID, layer.rid)) {
                return learn(layer, packet.ssrc(), true);
            }
        }
        return null;
    }

    /// Takes an SSRC for a layer's, or for its retransmissions'.
    @Nullable
    InStream learn(Layer layer, int ssrc, boolean rtx) {
        InStream before = streams.get(ssrc);
        if (before != null) {
            return before.layer() == layer && before.rtx() == rtx ? before : null;
        }
        if (rtx) {
            if (layer.rtxKnown) {
                streams.remove(layer.rtxSsrc);
            }
            layer.rtxSsrc = ssrc;
            layer.rtxKnown = true;
        } else {
            if (layer.known) {
                streams.remove(layer.ssrc);
            }
            room.forward();
            layer.restart(ssrc);
        }
        InStream stream = new InStream(layer, rtx);
        return streams.put(ssrc, stream) ? stream : null;
    }
}
