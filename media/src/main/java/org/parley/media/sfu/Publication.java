// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.Source;
import org.parley.media.rtp.MediaFormat;

/// What one endpoint publishes from one source: a section of its offer, its layers, and the slots it feeds.
final class Publication {
    final SfuEndpoint endpoint;
    final Source source;
    final String mid;
    final byte[] midBytes;
    final Layer[] layers;

    /// By payload type of the publisher; null where nothing is forwarded.
    private final @Nullable MediaFormat[] formats = new MediaFormat[128];
    /// By payload type of the publisher: the original's for a retransmission, else -1.
    private final byte[] originals = new byte[128];

    /// All it could send.
    Set<MediaFormat> offered = Set.of();
    /// What was answered, the preferred first.
    List<MediaFormat> answered = List.of();
    /// What its last packet was.
    @Nullable
    MediaFormat sent;

    boolean allowed = true;
    final Loudness loudness = new Loudness();
    /// Whether it was heard when slots were last given out.
    boolean wasHeard;
    /// Whether lost packets may be asked for.
    boolean nacks;

    SlotSender[] fed = new SlotSender[4];
    int fedCount;

    /// @param rids names of the simulcast layers, the lowest first; empty for the one stream without a name
    Publication(SfuEndpoint endpoint, Source source, String mid, List<byte[]> rids) {
        this.endpoint = endpoint;
        this.source = source;
        this.mid = mid;
        this.midBytes = SfuEndpoint.ascii(mid);
        this.layers = new Layer[Math.max(1, rids.size())];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new Layer(this, i, rids.isEmpty() ? new byte[0] : rids.get(i));
        }
        Arrays.fill(originals, (byte) -1);
    }

    boolean simulcast() {
        return layers.length > 1;
    }

    boolean sameLayers(List<byte[]> rids) {
        if (layers.length != Math.max(1, rids.size())) {
            return false;
        }
        for (int i = 0; i < rids.size(); i++) {
            if (!Arrays.equals(layers[i].rid, rids.get(i))) {
                return false;
            }
        }
        return true;
    }

    void clearFormats() {
        Arrays.fill(formats, null);
        Arrays.fill(originals, (byte) -1);
    }

    void format(int payloadType, MediaFormat format, int rtx) {
        formats[payloadType] = format;
        if (rtx >= 0) {
            originals[rtx] = (byte) payloadType;
        }
    }

    @Nullable
    MediaFormat format(int payloadType) {
        return formats[payloadType];
    }

    int original(int payloadType) {
        return originals[payloadType];
    }

    void feed(SlotSender slot) {
        if (fedCount == fed.length) {
            fed = Arrays.copyOf(fed, fed.length * 2);
        }
        fed[fedCount++] = slot;
    }

    @SuppressWarnings("NullAway") // entries from fedCount on are never read
    void unfeed(SlotSender slot) {
        for (int i = 0; i < fedCount; i++) {
            if (fed[i] == slot) {
                fed[i] = fed[--fedCount];
                fed[fedCount] = null;
                return;
            }
        }
    }

    /// No slot goes on from this layer without a switch.
    void forget(Layer layer) {
        for (int i = 0; i < fedCount; i++) {
            fed[i].forget(layer);
        }
    }

    /// A layer that was silent sends again, perhaps a better one for somebody.
    void layerCame(long now) {
        if (simulcast()) {
            for (int i = 0; i < fedCount; i++) {
                fed[i].endpoint.downlink.allocation.allocate(now);
            }
        } else if (!source.isVideo()) {
            endpoint.room.rankAudio(now);
        }
    }

    /// Whether this is a sound that somebody could hear.
    boolean heard(long now) {
        return allowed && layers[0].sentSince(now - Tuning.AUDIO_SILENT);
    }

    private void chooseAgain(long now) {
        for (int i = 0; i < fedCount; i++) {
            fed[i].choose(now);
        }
    }

    /// Whether a slot shows this layer or waits for it.
    boolean feeds(Layer layer) {
        for (int i = 0; i < fedCount; i++) {
            if (fed[i].current == layer || fed[i].target == layer) {
                return true;
            }
        }
        return false;
    }

    void onTimer(long now) {
        for (Layer layer : layers) {
            layer.onTimer(now);
        }
        if (source.isVideo()) {
            chooseAgain(now);
        }
    }

    /// Whether a subscriber that decodes these could see what is sent.
    boolean decodableBy(Set<MediaFormat> decoded) {
        MediaFormat now = sent != null ? sent : answered.isEmpty() ? null : answered.getFirst();
        return now == null || decoded.contains(now);
    }
}
