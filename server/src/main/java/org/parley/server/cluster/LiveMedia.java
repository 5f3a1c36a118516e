// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.parley.media.Room;
import org.parley.media.SdpException;
import org.parley.media.Slot;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.meeting.Medium;
import org.parley.meeting.Meeting;
import org.parley.meeting.Participant;
import org.parley.meeting.ParticipantId;
import org.parley.server.cluster.MeetingMessage.FromMedia;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.ServerMessage;
import org.parley.server.signal.ServerMessage.SlotInfo;

/// The media room of a meeting: who has which transport in it, and what goes between room and people. Belongs
/// to one meeting entity and is touched by it alone.
final class LiveMedia {
    private final String meetingId;
    private final ActorRef<MeetingMessage> self;
    private final Rooms rooms;
    private final Supplier<String> endpointIds;
    private final People people;
    private final Map<String, ParticipantId> endpoints = new HashMap<>();
    private @Nullable Room room;

    /// @param endpointIds draws ids for media transports, never the same twice
    LiveMedia(
            String meetingId, ActorRef<MeetingMessage> self, Rooms rooms, Supplier<String> endpointIds, People people) {
        this.meetingId = meetingId;
        this.self = self;
        this.rooms = rooms;
        this.endpointIds = endpointIds;
        this.people = people;
    }

    /// The transport of somebody who is in: the one that the client says it has, or a new one.
    String enter(Participant p, Live person, @Nullable String has) {
        String current = person.endpoint;
        if (current != null && current.equals(has)) {
            return current;
        }
        leave(person);
        person.silent();
        String endpoint = endpointIds.get();
        person.endpoint = endpoint;
        endpoints.put(endpoint, p.id());
        room().join(endpoint, p.csrc());
        for (Medium medium : Medium.values()) {
            allow(person, medium);
        }
        return endpoint;
    }

    /// Forwards what a participant has switched on, and nothing else of theirs, whatever the client sends.
    void allow(Live person, Medium medium) {
        if (person.endpoint != null) {
            for (Source source : sources(medium)) {
                room().allow(person.endpoint, source, person.isOn(medium));
            }
        }
    }

    private static List<Source> sources(Medium medium) {
        return switch (medium) {
            case MICROPHONE -> List.of(Source.MICROPHONE);
            case CAMERA -> List.of(Source.CAMERA);
            case SCREEN -> List.of(Source.SCREEN, Source.SCREEN_AUDIO);
        };
    }

    private Room room() {
        if (room == null) {
            room = rooms.open(meetingId, new MediaEvents(self));
        }
        return room;
    }

    /// From now on nothing is forwarded to or from this person.
    void leave(Live person) {
        if (person.endpoint != null) {
            endpoints.remove(person.endpoint);
            room().leave(person.endpoint);
            person.endpoint = null;
        }
    }

    void close() {
        endpoints.clear();
        if (room != null) {
            room.close();
            room = null;
        }
    }

    void view(ParticipantId who, ClientMessage.View view) {
        Live person = people.at(who);
        person.wanted = view.wanted();
        applyView(person);
    }

    /// Views name participants, the room knows endpoints: told anew when somebody gets another endpoint.
    void applyViews() {
        people.all().forEach(this::applyView);
    }

    private void applyView(Live person) {
        if (person.endpoint == null) {
            return;
        }
        List<Wanted> wanted = new ArrayList<>();
        for (ClientMessage.Want want : person.wanted) {
            people.find(new ParticipantId(want.participant()))
                    .map(publisher -> publisher.endpoint)
                    .ifPresent(endpoint -> wanted.add(new Wanted(endpoint, want.video(), want.height())));
        }
        room().view(person.endpoint, wanted);
    }

    void offer(ParticipantId who, ClientMessage.Offer offer) {
        String endpoint = people.at(who).endpoint;
        if (endpoint == null) {
            return;
        }
        var _ = room().offer(endpoint, offer.sdp(), offer.sources())
                .whenComplete((answer, failure) -> self.tell(
                        failure == null
                                ? new FromMedia.Answered(endpoint, offer.id(), answer)
                                : new FromMedia.OfferRefused(endpoint, offer.id(), detail(failure))));
    }

    private static String detail(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SdpException) {
                return String.valueOf(t.getMessage());
            }
        }
        return "the offer could not be taken";
    }

    Optional<ParticipantId> owner(String endpoint) {
        return Optional.ofNullable(endpoints.get(endpoint));
    }

    void on(FromMedia message, Meeting meeting) {
        switch (message) {
            case FromMedia.SlotsChanged m -> toEndpoint(m.endpoint(), new ServerMessage.Slots(slots(m.slots())));
            case FromMedia.SpeakersChanged m ->
                people.tellAll(
                        new ServerMessage.Speakers(m.endpoints().stream()
                                .map(endpoints::get)
                                .filter(Objects::nonNull)
                                .map(ParticipantId::value)
                                .toList()),
                        meeting,
                        Set.of());
            case FromMedia.QualityChanged m ->
                owner(m.endpoint())
                        .ifPresent(who ->
                                people.tellAll(new ServerMessage.Quality(who.value(), m.level()), meeting, Set.of()));
            case FromMedia.OfferWanted m -> toEndpoint(m.endpoint(), new ServerMessage.OfferWanted(m.reason()));
            case FromMedia.Answered m -> toEndpoint(m.endpoint(), new ServerMessage.Answer(m.id(), m.sdp()));
            case FromMedia.OfferRefused m ->
                toEndpoint(m.endpoint(), new ServerMessage.Fault("bad-offer", m.detail(), "offer", m.id()));
            case FromMedia.ConnectionChanged _ -> {}
        }
    }

    private List<SlotInfo> slots(List<Slot> slots) {
        List<SlotInfo> result = new ArrayList<>();
        for (Slot slot : slots) {
            ParticipantId publisher = endpoints.get(slot.publisher());
            if (publisher != null) {
                result.add(new SlotInfo(
                        slot.mid(), publisher.value(), slot.source().wireName()));
            }
        }
        return result;
    }

    private void toEndpoint(String endpoint, ServerMessage message) {
        owner(endpoint).ifPresent(who -> people.tell(who, message));
    }
}
