// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.SdpException;
import org.parley.media.Source;
import org.parley.media.rtp.HeaderExtension;
import org.parley.media.rtp.MediaFormat;
import org.parley.media.sdp.Direction;
import org.parley.media.sdp.OfferedCodec;
import org.parley.media.sdp.OfferedExtension;
import org.parley.media.sdp.OfferedSection;
import org.parley.media.sdp.SdpOffer;

/// Decides what to answer to each section of an offer. Changes nothing: what it decides is applied by
/// [SfuEndpoint] once all of the offer is found good.
final class Negotiation {
    /// What becomes of a section.
    sealed interface Plan {
        OfferedSection section();

        /// The server receives from it.
        record Publish(OfferedSection section, Source source, List<OfferedCodec> codecs) implements Plan {}

        /// The server sends on it.
        record Subscribe(OfferedSection section, List<OfferedCodec> codecs) implements Plan {}

        /// Accepted, but nothing flows.
        record Idle(OfferedSection section, List<OfferedCodec> codecs) implements Plan {}

        record Reject(OfferedSection section) implements Plan {}
    }

    private final Preference preference;
    private final Set<MediaFormat> decodedByOthers;

    /// @param decodedByOthers what everybody else in the room can decode
    Negotiation(Preference preference, Set<MediaFormat> decodedByOthers) {
        this.preference = preference;
        this.decodedByOthers = decodedByOthers;
    }

    List<Plan> plan(SdpOffer offer, Map<String, Source> tracks) throws SdpException {
        Map<String, OfferedSection> byMid = new HashMap<>();
        offer.sections().forEach(section -> byMid.put(section.mid(), section));
        Set<Source> sources = EnumSet.noneOf(Source.class);
        for (Map.Entry<String, Source> track : tracks.entrySet()) {
            OfferedSection section = byMid.get(track.getKey());
            if (section == null) {
                throw new SdpException("a track is named for a mid that no section has");
            }
            Source source = track.getValue();
            if (!section.kind().equals(source.isVideo() ? "video" : "audio")) {
                throw new SdpException(
                        "section " + section.mid() + " is " + section.kind() + " and can't carry " + source.wireName());
            }
            if (!sources.add(source)) {
                throw new SdpException("two sections carry " + source.wireName());
            }
        }
        List<Plan> plans = new ArrayList<>();
        for (OfferedSection section : offer.sections()) {
            plans.add(plan(section, tracks.get(section.mid())));
        }
        return plans;
    }

    private Plan plan(OfferedSection section, @Nullable Source source) throws SdpException {
        if (!section.usable() || section.codecs().isEmpty()) {
            return new Plan.Reject(section);
        }
        Direction direction = section.direction();
        if (source != null && direction.sends()) {
            return new Plan.Publish(section, source, preference.order(section.codecs(), decodedByOthers));
        }
        List<OfferedCodec> all = preference.order(section.codecs(), EnumSet.allOf(MediaFormat.class));
        if (source == null && direction.receives()) {
            return new Plan.Subscribe(section, all);
        }
        return new Plan.Idle(section, all);
    }

    /// The header extensions that the server takes from a publisher.
    static List<OfferedExtension> fromPublisher(OfferedSection section) {
        return section.extensions().stream()
                .filter(extension -> extension.direction().sends())
                .toList();
    }

    /// The header extensions that the server sends to a subscriber.
    static List<OfferedExtension> toSubscriber(OfferedSection section) {
        return section.extensions().stream()
                .filter(extension -> extension.direction().receives())
                .filter(extension -> switch (extension.extension()) {
                    case MID, AUDIO_LEVEL, TRANSPORT_CC -> true;
                    case DEPENDENCY_DESCRIPTOR -> section.allowMixed();
                    case RID, REPAIRED_RID -> false;
                })
                .toList();
    }

    /// Without the header extension that says a layer's name there is no simulcast.
    static List<String> layers(OfferedSection section) {
        boolean named = section.sentId(HeaderExtension.MID) != 0 && section.sentId(HeaderExtension.RID) != 0;
        return named && section.rids().size() > 1 ? section.rids() : List.of();
    }
}
