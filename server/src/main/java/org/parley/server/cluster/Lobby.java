// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.util.List;
import org.parley.meeting.Meeting;
import org.parley.meeting.Participant;
import org.parley.server.signal.ServerMessage;
import org.parley.server.signal.ServerMessage.KeptOut;
import org.parley.server.signal.ServerMessage.Waiter;

/// What those who moderate see of the people outside: who waits, who is kept out, and how many were turned
/// away. Belongs to one meeting entity and is touched by it alone.
final class Lobby {
    private final People people;
    /// How many were turned away since the start. Not worth a journal.
    private int tried;

    Lobby(People people) {
        this.people = people;
    }

    ServerMessage.Lobby whole(Meeting meeting) {
        List<Waiter> waiting = meeting.waiting().stream()
                .filter(p -> !p.moderates())
                .map(Waiter::of)
                .toList();
        List<KeptOut> removed =
                meeting.moderation().removals().stream().map(KeptOut::of).toList();
        return new ServerMessage.Lobby(waiting, removed, tried);
    }

    void tellAll(Meeting meeting) {
        people.tellModerators(whole(meeting), meeting);
    }

    void knocked(Participant p, Meeting meeting) {
        if (!p.moderates()) {
            people.tellModerators(new ServerMessage.Knocked(Waiter.of(p)), meeting);
        }
    }

    void gone(Participant p, Meeting meeting) {
        if (!p.moderates()) {
            people.tellModerators(new ServerMessage.Unknocked(p.id().value()), meeting);
        }
    }

    void turnedAway(Meeting meeting) {
        tried++;
        people.tellModerators(new ServerMessage.Tried(tried), meeting);
    }

    void clear() {
        tried = 0;
    }
}
