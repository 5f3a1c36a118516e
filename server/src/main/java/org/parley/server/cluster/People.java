// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Meeting;
import org.parley.meeting.Participant;
import org.parley.meeting.ParticipantId;
import org.parley.server.signal.ConnectionMessage;
import org.parley.server.signal.ConnectionMessage.Send;
import org.parley.server.signal.ServerMessage;

/// Who of a meeting's people is connected, and how they are spoken to. Belongs to one meeting entity and is
/// touched by it alone.
final class People {
    private final Map<ParticipantId, Live> live = new HashMap<>();

    Live at(ParticipantId who) {
        return live.computeIfAbsent(who, _ -> new Live());
    }

    Optional<Live> find(ParticipantId who) {
        return Optional.ofNullable(live.get(who));
    }

    @Nullable
    Live remove(ParticipantId who) {
        return live.remove(who);
    }

    Collection<Live> all() {
        return live.values();
    }

    void clear() {
        live.clear();
    }

    Optional<ParticipantId> on(ActorRef<ConnectionMessage> connection) {
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
        tell(who, Send.of(message));
    }

    void tell(ParticipantId who, Send message) {
        Live person = live.get(who);
        if (person != null) {
            person.tell(message);
        }
    }

    /// To everybody in the meeting but some.
    void tellAll(ServerMessage message, Meeting meeting, Set<ParticipantId> but) {
        var send = Send.of(message);
        for (Participant p : meeting.people()) {
            if (p.isIn() && !but.contains(p.id())) {
                tell(p.id(), send);
            }
        }
    }

    /// Tells everybody in the meeting but some what has become of a participant. Attendees learn nothing of each
    /// other but that they are there.
    void tellAllAbout(
            Participant p,
            Function<ServerMessage.Person, ServerMessage> message,
            Meeting meeting,
            Set<ParticipantId> but) {
        var full = Send.of(message.apply(describe(p)));
        var bare = p.isAttendee() ? Send.of(message.apply(Live.unnamed(p))) : full;
        for (Participant viewer : meeting.people()) {
            if (viewer.isIn() && !but.contains(viewer.id())) {
                boolean hidden = viewer.isAttendee() && !viewer.id().equals(p.id());
                tell(viewer.id(), hidden ? bare : full);
            }
        }
    }

    void tellModerators(ServerMessage message, Meeting meeting) {
        var send = Send.of(message);
        for (Participant p : meeting.people()) {
            if (p.moderates()) {
                tell(p.id(), send);
            }
        }
    }

    /// Everybody who is in, as one of them may see them.
    List<ServerMessage.Person> roster(Meeting meeting, Participant viewer) {
        return meeting.roster().stream()
                .map(p -> viewer.isAttendee() && p.isAttendee() && !p.id().equals(viewer.id())
                        ? Live.unnamed(p)
                        : describe(p))
                .toList();
    }

    ServerMessage.Person describe(Participant p) {
        return at(p.id()).describe(p);
    }
}
