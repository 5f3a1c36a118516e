// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.parley.media.Room;
import org.parley.media.SdpException;
import org.parley.media.Slot;
import org.parley.media.Wanted;
import org.parley.meeting.EndReason;
import org.parley.meeting.Event;
import org.parley.meeting.LeftReason;
import org.parley.meeting.Meeting;
import org.parley.meeting.Participant;
import org.parley.meeting.ParticipantId;
import org.parley.server.cluster.MeetingMessage.FromMedia;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.CloseCode;
import org.parley.server.signal.ConnectionMessage;
import org.parley.server.signal.ConnectionMessage.Send;
import org.parley.server.signal.ServerMessage;
import org.parley.server.signal.ServerMessage.MeetingInfo;
import org.parley.server.signal.ServerMessage.SlotInfo;

/// Where a meeting is played: carries out what its events mean for connections and for the media room. Holds
/// only what is lost with the process. Belongs to one meeting entity and is touched by it alone.
final class LiveMeeting {
    private final String meetingId;
    private final ActorRef<MeetingMessage> self;
    private final Rooms rooms;
    private final Supplier<String> endpointIds;
    private final Encryption encryption;
    private final Map<ParticipantId, Live> live = new HashMap<>();
    private final Map<String, ParticipantId> endpoints = new HashMap<>();
    private @Nullable Room room;

    /// @param endpointIds draws ids for media transports, never the same twice
    LiveMeeting(
            String meetingId,
            ActorRef<MeetingMessage> self,
            Rooms rooms,
            Supplier<String> endpointIds,
            Encryption.Surroundings encryption,
            Consumer<Instant> wakeAt) {
        this.meetingId = meetingId;
        this.self = self;
        this.rooms = rooms;
        this.endpointIds = endpointIds;
        this.encryption = new Encryption(encryption, this::toParticipant, wakeAt);
    }

    Optional<ParticipantId> at(ActorRef<ConnectionMessage> connection) {
        return live.entrySet().stream()
                .filter(entry -> connection.equals(entry.getValue().connection))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Those who have a connection.
    Set<ParticipantId> connected() {
        return live.entrySet().stream()
                .filter(entry -> entry.getValue().connection != null)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    void tell(ParticipantId who, ServerMessage message) {
        at(who).tell(Send.of(message));
    }

    /// Puts a connection in the place of the one that the participant had.
    void connect(ParticipantId who, ActorRef<ConnectionMessage> connection) {
        Live person = live.computeIfAbsent(who, _ -> new Live());
        if (!connection.equals(person.connection)) {
            person.tell(new ConnectionMessage.Close(CloseCode.REPLACED));
            person.connection = connection;
        }
    }

    void disconnect(ParticipantId who) {
        Live person = live.get(who);
        if (person != null) {
            person.connection = null;
            person.admittedOn = null;
            encryption.disconnected(who);
        }
    }

    Encryption encryption() {
        return encryption;
    }

    private void toParticipant(String id, Send message) {
        Live person = live.get(new ParticipantId(id));
        if (person != null) {
            person.tell(message);
        }
    }

    /// Makes visible what has happened. Those admitted are told the whole state, the others that they have
    /// joined.
    ///
    /// @param before the state that the events were decided on
    void show(List<Event> events, Meeting before, Meeting meeting) {
        Set<ParticipantId> admitted = new LinkedHashSet<>();
        for (Event event : events) {
            switch (event) {
                case Event.Admitted e -> admitted.add(e.who());
                case Event.Left e -> {
                    boolean wasIn =
                            before.find(e.who()).filter(Participant::isIn).isPresent();
                    left(e.who(), wasIn, reason(e.reason()), meeting);
                }
                case Event.Ended e -> ended(e.reason());
                case Event.Disconnected e -> changed(e.who(), meeting);
                case Event.Reconnected e -> changed(e.who(), meeting);
                case Event.Created _, Event.Knocked _, Event.Started _, Event.Deleted _ -> {}
            }
        }
        for (ParticipantId who : admitted) {
            meeting.find(who).ifPresent(p -> {
                admit(p, null, meeting);
                broadcast(new ServerMessage.Joined(describe(p)), meeting, admitted);
            });
        }
    }

    /// Tells somebody who has connected where they stand. Whoever is in gets the state of the meeting.
    ///
    /// @param media the transport that the client says it has
    void welcome(Participant p, @Nullable String media, Meeting meeting) {
        if (p.isIn()) {
            admit(p, media, meeting);
        } else if (p.isHost()) {
            at(p.id()).tell(new ConnectionMessage.Ready(info(meeting)));
        } else {
            at(p.id()).tell(new ConnectionMessage.Waiting());
        }
    }

    private void admit(Participant p, @Nullable String media, Meeting meeting) {
        Live person = at(p.id());
        if (person.connection == null) {
            return;
        }
        boolean fresh = person.endpoint == null || !person.endpoint.equals(media);
        String endpoint = fresh ? replaceEndpoint(p, person) : person.endpoint;
        if (endpoint == null) {
            throw new IllegalStateException("an admitted participant has an endpoint");
        }
        var roster = meeting.roster().stream().map(this::describe).toList();
        person.tell(new ConnectionMessage.Admitted(p.id().value(), endpoint, info(meeting), roster));
        if (!person.connection.equals(person.admittedOn)) {
            person.admittedOn = person.connection;
            encryption.present(p, false);
        }
        if (fresh) {
            applyViews();
        }
    }

    private String replaceEndpoint(Participant p, Live person) {
        leaveRoom(person);
        person.silent();
        String endpoint = endpointIds.get();
        person.endpoint = endpoint;
        endpoints.put(endpoint, p.id());
        room().join(endpoint, p.csrc());
        return endpoint;
    }

    private Room room() {
        if (room == null) {
            room = rooms.open(meetingId, new MediaEvents(self));
        }
        return room;
    }

    private void leaveRoom(Live person) {
        if (person.endpoint != null) {
            endpoints.remove(person.endpoint);
            room().leave(person.endpoint);
            person.endpoint = null;
        }
    }

    private void left(ParticipantId who, boolean wasIn, String reason, Meeting meeting) {
        Live gone = live.remove(who);
        if (gone != null) {
            leaveRoom(gone);
            gone.tell(new ConnectionMessage.Close(CloseCode.OVER));
        }
        encryption.left(who);
        if (wasIn) {
            broadcast(new ServerMessage.Left(who.value(), reason), meeting, Set.of());
        }
    }

    private void ended(EndReason reason) {
        var message = Send.of(new ServerMessage.Ended(reason(reason)));
        for (Live person : live.values()) {
            person.tell(message);
            person.tell(new ConnectionMessage.Close(CloseCode.OVER));
        }
        live.clear();
        close();
    }

    /// The server stops and the meeting will go on elsewhere or later: connections are closed so that clients
    /// come back.
    void suspend() {
        for (Live person : live.values()) {
            person.tell(new ConnectionMessage.Close(CloseCode.GOING_AWAY));
        }
        live.clear();
        close();
    }

    private void close() {
        encryption.end();
        endpoints.clear();
        if (room != null) {
            room.close();
            room = null;
        }
    }

    private void changed(ParticipantId who, Meeting meeting) {
        meeting.find(who)
                .filter(Participant::isIn)
                .ifPresent(p -> broadcast(new ServerMessage.Changed(describe(p)), meeting, Set.of(who)));
    }

    void state(Participant p, ClientMessage.State state, Meeting meeting) {
        if (at(p.id()).set(state)) {
            broadcast(new ServerMessage.Changed(describe(p)), meeting, Set.of());
        }
    }

    void view(ParticipantId who, ClientMessage.View view) {
        Live person = at(who);
        person.wanted = view.wanted();
        applyView(person);
    }

    /// Views name participants, the room knows endpoints: told anew when somebody gets another endpoint.
    private void applyViews() {
        live.values().forEach(this::applyView);
    }

    private void applyView(Live person) {
        if (person.endpoint == null) {
            return;
        }
        List<Wanted> wanted = new ArrayList<>();
        for (ClientMessage.Want want : person.wanted) {
            Live publisher = live.get(new ParticipantId(want.participant()));
            if (publisher != null && publisher.endpoint != null) {
                wanted.add(new Wanted(publisher.endpoint, want.video(), want.height()));
            }
        }
        room().view(person.endpoint, wanted);
    }

    void offer(ParticipantId who, ClientMessage.Offer offer) {
        String endpoint = at(who).endpoint;
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

    void media(FromMedia message, Meeting meeting) {
        switch (message) {
            case FromMedia.SlotsChanged m -> toEndpoint(m.endpoint(), new ServerMessage.Slots(slots(m.slots())));
            case FromMedia.SpeakersChanged m ->
                broadcast(
                        new ServerMessage.Speakers(m.endpoints().stream()
                                .map(endpoints::get)
                                .filter(Objects::nonNull)
                                .map(ParticipantId::value)
                                .toList()),
                        meeting,
                        Set.of());
            case FromMedia.QualityChanged m -> {
                ParticipantId who = endpoints.get(m.endpoint());
                if (who != null) {
                    broadcast(new ServerMessage.Quality(who.value(), m.level()), meeting, Set.of());
                }
            }
            case FromMedia.OfferWanted m -> toEndpoint(m.endpoint(), new ServerMessage.OfferWanted(m.reason()));
            case FromMedia.Answered m -> toEndpoint(m.endpoint(), new ServerMessage.Answer(m.id(), m.sdp()));
            case FromMedia.OfferRefused m ->
                toEndpoint(m.endpoint(), new ServerMessage.Fault("bad-offer", m.detail(), "offer", m.id()));
            case FromMedia.ConnectionChanged m -> connection(m, meeting);
        }
    }

    /// A transport that has failed does not come back: the client is given a new one.
    private void connection(FromMedia.ConnectionChanged m, Meeting meeting) {
        switch (m.state()) {
            case FAILED -> {
                ParticipantId who = endpoints.get(m.endpoint());
                if (who != null) {
                    leaveRoom(at(who));
                    meeting.find(who).filter(Participant::isIn).ifPresent(p -> admit(p, null, meeting));
                }
            }
            case CONNECTING, CONNECTED, DISCONNECTED -> {}
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
        ParticipantId who = endpoints.get(endpoint);
        if (who != null) {
            at(who).tell(Send.of(message));
        }
    }

    /// To everybody in the meeting but some.
    private void broadcast(ServerMessage message, Meeting meeting, Set<ParticipantId> but) {
        var send = Send.of(message);
        for (Participant p : meeting.people()) {
            if (p.isIn() && !but.contains(p.id())) {
                at(p.id()).tell(send);
            }
        }
    }

    private ServerMessage.Person describe(Participant p) {
        return at(p.id()).describe(p);
    }

    private Live at(ParticipantId who) {
        return live.computeIfAbsent(who, _ -> new Live());
    }

    private static MeetingInfo info(Meeting meeting) {
        return new MeetingInfo(
                meeting.number(),
                meeting.title(),
                meeting.startedAt() == null ? null : meeting.startedAt().toString());
    }

    private static String reason(LeftReason reason) {
        return switch (reason) {
            case LEFT -> "left";
            case LOST -> "lost";
        };
    }

    private static String reason(EndReason reason) {
        return switch (reason) {
            case HOST -> "host";
            case EMPTY -> "empty";
            case STOPPED -> "stopped";
        };
    }
}
