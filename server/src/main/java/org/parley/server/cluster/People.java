// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    ServerMessage.Person describe(Participant p) {
        return at(p.id()).describe(p);
    }
}
