// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.media.RoomListener;
import org.parley.media.Slot;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.media.rtp.Limits;
import org.parley.media.rtp.MediaFormat;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.VideoDescriptor;
import org.parley.media.transport.Counters;
import org.parley.media.transport.PacketSink;

/// The forwarding of one meeting. Everything is called on the meeting's event loop, with that loop's
/// monotonic clock; `random` gives SSRCs and start values, and is a secure one outside of tests.
///
/// Whoever owns a room calls [#onTimer] when [#nextWake] has come, and asks for [#nextWake] again after every
/// call. Packets that came are sent on by [#forward], or by whatever call comes next.
public final class SfuRoom {
    final RandomGenerator random;
    final Counters counters;
    final Preference preference;
    final String cname;
    final Arrivals arrivals = new Arrivals();
    final RtpPacket resent = new RtpPacket();
    final VideoDescriptor resentDescriptor = new VideoDescriptor();
    /// Packets that grew too long by their new header.
    long tooLong;

    final RoomListener listener;
    private final Map<String, SfuEndpoint> byId = new HashMap<>();
    private final List<SfuEndpoint> endpoints = new ArrayList<>();
    private final AudioRanking ranking = new AudioRanking();
    private long lastTimer;
    private long nextWake = Long.MAX_VALUE;
    private final List<Prober> probing = new ArrayList<>();
    private long nextProbe = Long.MAX_VALUE;

    /// @param counters of the loop
    public SfuRoom(RoomListener listener, RandomGenerator random, Counters counters) {
        this(listener, random, Preference.DEFAULT, counters);
    }

    SfuRoom(RoomListener listener, RandomGenerator random, Preference preference, Counters counters) {
        this.counters = counters;
        this.listener = listener;
        this.random = random;
        this.preference = preference;
        this.cname = Long.toHexString(random.nextLong());
    }

    /// Lets an endpoint in.
    ///
    /// @throws IllegalArgumentException if the room has an endpoint of that id
    /// @throws IllegalStateException if the room is full
    public SfuEndpoint join(String id, int csrc, PacketSink sink, long nowNanos) {
        if (byId.containsKey(id)) {
            throw new IllegalArgumentException("endpoint " + id + " is in the room already");
        }
        if (endpoints.size() == Limits.MAX_ENDPOINTS) {
            throw new IllegalStateException(
                    "the room has " + Limits.MAX_ENDPOINTS + " endpoints, and may not have more");
        }
        SfuEndpoint endpoint = new SfuEndpoint(this, id, csrc, sink);
        byId.put(id, endpoint);
        endpoints.add(endpoint);
        return endpoint;
    }

    public void leave(String id, long nowNanos) {
        forward();
        SfuEndpoint endpoint = byId.remove(id);
        if (endpoint == null) {
            return;
        }
        endpoints.remove(endpoint);
        endpoint.leave();
        assignAll(nowNanos);
        if (endpoints.isEmpty()) {
            nextWake = Long.MAX_VALUE;
            nextProbe = Long.MAX_VALUE;
            probing.clear();
        }
    }

    /// Replaces the list of videos an endpoint's page shows.
    public void view(String id, List<Wanted> wanted, long nowNanos) {
        forward();
        SfuEndpoint endpoint = byId.get(id);
        if (endpoint != null) {
            endpoint.wanted = List.copyOf(wanted);
            assignVideo(endpoint, nowNanos);
            tell(endpoint);
        }
    }

    /// Switches the forwarding of a source on or off, at once and for everybody.
    public void allow(String id, Source source, boolean allowed, long nowNanos) {
        forward();
        SfuEndpoint endpoint = byId.get(id);
        if (endpoint == null || endpoint.forbidden.contains(source) == !allowed) {
            return;
        }
        if (allowed) {
            endpoint.forbidden.remove(source);
        } else {
            endpoint.forbidden.add(source);
        }
        Publication publication = endpoint.publications[source.ordinal()];
        if (publication != null) {
            publication.allowed = allowed;
            assignAll(nowNanos);
        }
    }

    /// Sends on what has come. To be called when no more packets are at hand.
    public void forward() {
        arrivals.forward();
    }

    /// Whether what [#forward] would send has a frame whose last packet has not come.
    public boolean isFrameOpen() {
        return arrivals.isFrameOpen();
    }

    /// When [#onTimer] wants to be called, on the clock of `nowNanos`; [Long#MAX_VALUE] if never.
    public long nextWake() {
        return Math.min(nextWake, nextProbe);
    }

    public void onTimer(long nowNanos) {
        if (nowNanos < nextWake()) {
            return;
        }
        forward();
        probe(nowNanos);
        if (nowNanos < nextWake) {
            return;
        }
        nextWake = Long.MAX_VALUE;
        lastTimer = nowNanos;
        boolean somebody = false;
        for (int i = 0; i < endpoints.size(); i++) {
            SfuEndpoint endpoint = endpoints.get(i);
            somebody |= endpoint.connected;
            endpoint.onTimer(nowNanos);
        }
        rankAudio(nowNanos);
        if (ranking.updateSpeakers(nowNanos)) {
            listener.onSpeakers(ranking.speakers());
        }
        if (somebody) {
            wakeBy(nowNanos + Tuning.TICK);
        }
    }

    /// A probe has begun: [Prober#onTimer] is called until it ends.
    void probe(Prober prober, long now) {
        probing.add(prober);
        nextProbe = Math.min(nextProbe, now);
    }

    /// Apart from what else is due, since probes need a finer timer, and few endpoints are probed at a time.
    private void probe(long now) {
        if (now < nextProbe) {
            return;
        }
        for (int i = probing.size() - 1; i >= 0; i--) {
            if (!probing.get(i).onTimer(now)) {
                probing.remove(i);
            }
        }
        nextProbe = probing.isEmpty() ? Long.MAX_VALUE : now + Tuning.PROBE_TICK;
    }

    void wakeBy(long nanos) {
        nextWake = Math.min(nextWake, nanos);
    }

    /// As [#wakeBy], but not in a hurry: what was due could perhaps not be sent.
    void wakeSoon(long nanos) {
        wakeBy(Math.max(nanos, lastTimer + Tuning.SHORTEST_TICK));
    }

    /// What everybody but one endpoint can decode.
    Set<MediaFormat> decodedByOthers(SfuEndpoint but) {
        Set<MediaFormat> decoded = EnumSet.allOf(MediaFormat.class);
        for (SfuEndpoint endpoint : endpoints) {
            if (endpoint != but) {
                keep(decoded, endpoint, true);
                keep(decoded, endpoint, false);
            }
        }
        return decoded;
    }

    private static void keep(Set<MediaFormat> decoded, SfuEndpoint endpoint, boolean video) {
        Set<MediaFormat> own = endpoint.decoded(video);
        if (own != null) {
            decoded.removeIf(format -> format.isVideo() == video && !own.contains(format));
        }
    }

    void negotiated(SfuEndpoint endpoint, long now) {
        for (Publication publication : endpoint.publications) {
            if (publication != null) {
                publication.allowed = !endpoint.forbidden.contains(publication.source);
                if (!publication.source.isVideo()) {
                    ranking.add(publication);
                }
            }
        }
        assignAll(now);
        for (SfuEndpoint other : endpoints) {
            if (other != endpoint && sendsWhatIsNotDecodedBy(other, endpoint)) {
                listener.onOfferWanted(other.id, "codecs");
            }
        }
    }

    /// Whether a new answer would make `publisher` send something that `newcomer` decodes.
    private boolean sendsWhatIsNotDecodedBy(SfuEndpoint publisher, SfuEndpoint newcomer) {
        for (Publication publication : publisher.publications) {
            if (publication == null) {
                continue;
            }
            Set<MediaFormat> decoded = newcomer.decoded(publication.source.isVideo());
            if (decoded != null && !publication.decodableBy(decoded)) {
                Set<MediaFormat> all = decodedByOthers(publisher);
                return publication.offered.stream().anyMatch(all::contains);
            }
        }
        return false;
    }

    void retire(Publication publication) {
        ranking.remove(publication);
        while (publication.fedCount > 0) {
            publication.fed[0].assign(null, 0);
        }
    }

    void assign(SlotSender slot, @Nullable Publication publication) {
        slot.assign(publication, 0);
    }

    private void assignAll(long now) {
        for (SfuEndpoint endpoint : endpoints) {
            assignAudio(endpoint, now);
            assignVideo(endpoint, now);
            tell(endpoint);
        }
    }

    /// Sees who is to be heard after somebody began or ended to send or to speak.
    void rankAudio(long now) {
        int places = 0;
        for (int i = 0; i < endpoints.size(); i++) {
            places = Math.max(places, endpoints.get(i).audioSlots.size());
        }
        // one more, since nobody hears itself
        boolean changed = ranking.update(places + 1, now);
        for (int i = 0; i < ranking.size(); i++) {
            Publication publication = ranking.get(i);
            boolean heard = publication.heard(now);
            changed |= heard != publication.wasHeard;
            publication.wasHeard = heard;
        }
        if (changed) {
            for (SfuEndpoint endpoint : endpoints) {
                assignAudio(endpoint, now);
                tell(endpoint);
            }
        }
    }

    private void assignAudio(SfuEndpoint subscriber, long now) {
        List<Publication> chosen = new ArrayList<>();
        for (int rank = 0; rank < ranking.size() && chosen.size() < subscriber.audioSlots.size(); rank++) {
            Publication publication = ranking.get(rank);
            if (publication.endpoint != subscriber && publication.heard(now)) {
                chosen.add(publication);
            }
        }
        fill(subscriber.audioSlots, chosen, Map.of(), now);
    }

    private void assignVideo(SfuEndpoint subscriber, long now) {
        List<Publication> chosen = new ArrayList<>();
        Map<Publication, Integer> heights = new HashMap<>();
        for (Wanted wanted : subscriber.wanted) {
            if (chosen.size() == subscriber.videoSlots.size()) {
                break;
            }
            SfuEndpoint publisher = byId.get(wanted.publisher());
            Publication publication = publisher == null || publisher == subscriber
                    ? null
                    : publisher.publications[wanted.source().ordinal()];
            if (publication != null
                    && publication.allowed
                    && heights.putIfAbsent(publication, wanted.height()) == null) {
                chosen.add(publication);
            }
        }
        fill(subscriber.videoSlots, chosen, heights, now);
        for (SlotSender slot : subscriber.videoSlots) {
            slot.rank = chosen.indexOf(slot.publication);
            Integer height = heights.get(slot.publication);
            if (height != null && height != slot.height) {
                slot.height = height;
                slot.choose(now);
            }
        }
        subscriber.downlink.allocation.change(now);
    }

    /// Who has a slot and is chosen stays in it; the others get the slots that are free then.
    private static void fill(
            List<SlotSender> slots, List<Publication> chosen, Map<Publication, Integer> heights, long now) {
        List<Publication> waiting = new ArrayList<>(chosen);
        for (SlotSender slot : slots) {
            if (slot.publication != null && !waiting.remove(slot.publication)) {
                slot.assign(null, now);
            }
        }
        for (SlotSender slot : slots) {
            if (slot.publication == null && !waiting.isEmpty()) {
                Publication next = waiting.removeFirst();
                slot.height = heights.getOrDefault(next, 0);
                slot.assign(next, now);
            }
        }
    }

    private void tell(SfuEndpoint endpoint) {
        List<Slot> slots = new ArrayList<>();
        for (SlotSender sender : endpoint.slots()) {
            Slot slot = sender.told();
            if (slot != null) {
                slots.add(slot);
            }
        }
        if (!slots.equals(endpoint.told)) {
            endpoint.told = List.copyOf(slots);
            listener.onSlots(endpoint.id, endpoint.told);
        }
    }
}
