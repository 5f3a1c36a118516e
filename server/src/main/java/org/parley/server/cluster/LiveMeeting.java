// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.parley.media.ConnectionState;
import org.parley.meeting.EndReason;
import org.parley.meeting.Event;
import org.parley.meeting.Meeting;
import org.parley.meeting.MeetingLife;
import org.parley.meeting.Participant;
import org.parley.meeting.ParticipantId;
import org.parley.server.cluster.MeetingMessage.FromMedia;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.CloseCode;
import org.parley.server.signal.ConnectionMessage;
import org.parley.server.signal.ConnectionMessage.Send;
import org.parley.server.signal.ServerMessage;
import org.parley.server.signal.ServerMessage.MeetingInfo;
import org.parley.server.signal.Words;

/// Where a meeting is played: carries out what its events mean for connections, for the media room and for
/// who can decrypt. Holds only what is lost with the process. Belongs to one meeting entity and is touched by
/// it alone.
final class LiveMeeting {
    private final MeetingLife life;
    private final People people;
    private final LiveMedia media;
    private final Encryption encryption;

    LiveMeeting(MeetingLife life, People people, LiveMedia media, Encryption encryption) {
        this.life = life;
        this.people = people;
        this.media = media;
        this.encryption = encryption;
    }

    /// Puts a connection in the place of the one that the participant had.
    void connect(ParticipantId who, ActorRef<ConnectionMessage> connection) {
        Live person = people.at(who);
        if (!connection.equals(person.connection)) {
            person.tell(new ConnectionMessage.Close(CloseCode.REPLACED));
            person.connection = connection;
        }
    }

    void disconnect(ParticipantId who) {
        people.find(who).ifPresent(person -> {
            person.connection = null;
            person.admittedOn = null;
            encryption.disconnected(who);
        });
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
                case Event.Left e -> left(e, before, meeting);
                case Event.Ended e -> ended(e.reason());
                case Event.Disconnected e -> changed(e.who(), meeting);
                case Event.Reconnected e -> changed(e.who(), meeting);
                case Event.SettingsChanged _ -> settings(meeting);
                case Event.Created _, Event.Knocked _, Event.Started _, Event.Deleted _ -> {}
            }
        }
        for (ParticipantId who : admitted) {
            meeting.find(who).ifPresent(p -> {
                admit(p, null, meeting);
                people.tellAll(new ServerMessage.Joined(people.describe(p)), meeting, admitted);
            });
        }
    }

    /// Tells somebody who has connected where they stand. Whoever is in gets the state of the meeting.
    ///
    /// @param has the transport that the client says it has
    void welcome(Participant p, @Nullable String has, Meeting meeting) {
        if (p.isIn()) {
            admit(p, has, meeting);
        } else if (p.isHost()) {
            people.at(p.id()).tell(new ConnectionMessage.Ready(info(meeting)));
        } else {
            people.at(p.id()).tell(new ConnectionMessage.Waiting());
        }
    }

    private void admit(Participant p, @Nullable String has, Meeting meeting) {
        Live person = people.at(p.id());
        if (person.connection == null) {
            return;
        }
        String endpoint = media.enter(p, person, has);
        var roster = meeting.roster().stream().map(people::describe).toList();
        person.tell(new ConnectionMessage.Admitted(p.id().value(), endpoint, info(meeting), roster));
        if (!person.connection.equals(person.admittedOn)) {
            person.admittedOn = person.connection;
            encryption.present(p, meeting.keys());
        }
        if (!endpoint.equals(has)) {
            media.applyViews();
        }
    }

    private void left(Event.Left e, Meeting before, Meeting meeting) {
        Live gone = people.remove(e.who());
        if (gone != null) {
            media.leave(gone);
            gone.tell(new ConnectionMessage.Close(CloseCode.OVER));
        }
        encryption.left(e.who());
        if (before.find(e.who()).filter(Participant::isIn).isPresent()) {
            var message = new ServerMessage.Left(e.who().value(), Words.of(e.reason()));
            people.tellAll(message, meeting, Set.of());
        }
    }

    private void ended(EndReason reason) {
        var message = Send.of(new ServerMessage.Ended(Words.of(reason)));
        for (Live person : people.all()) {
            person.tell(message);
        }
        close(CloseCode.OVER);
    }

    /// The server stops and the meeting will go on elsewhere or later: connections are closed so that clients
    /// come back.
    void suspend() {
        close(CloseCode.GOING_AWAY);
    }

    private void close(CloseCode code) {
        for (Live person : people.all()) {
            person.tell(new ConnectionMessage.Close(code));
        }
        people.clear();
        encryption.end();
        media.close();
    }

    private void changed(ParticipantId who, Meeting meeting) {
        meeting.find(who).filter(Participant::isIn).ifPresent(p -> {
            people.tellAll(new ServerMessage.Changed(people.describe(p)), meeting, Set.of(who));
        });
    }

    void state(Participant p, ClientMessage.State state, Meeting meeting) {
        if (people.at(p.id()).set(state)) {
            people.tellAll(new ServerMessage.Changed(people.describe(p)), meeting, Set.of());
        }
    }

    /// Before the start only the host knows anything of the meeting.
    private void settings(Meeting meeting) {
        MeetingInfo info = info(meeting);
        var send = Send.of(new ServerMessage.Settings(info.chat(), info.endpointsOnly()));
        meeting.people().stream().filter(p -> p.isIn() || p.isHost()).forEach(p -> people.tell(p.id(), send));
    }

    /// A transport that has failed does not come back: the client is given a new one.
    void media(FromMedia message, Meeting meeting) {
        if (message instanceof FromMedia.ConnectionChanged(String endpoint, ConnectionState state)) {
            if (state == ConnectionState.FAILED) {
                media.owner(endpoint).ifPresent(who -> {
                    media.leave(people.at(who));
                    meeting.find(who).filter(Participant::isIn).ifPresent(p -> admit(p, null, meeting));
                });
            }
            return;
        }
        media.on(message, meeting);
    }

    private MeetingInfo info(Meeting meeting) {
        return new MeetingInfo(
                meeting.number(),
                meeting.title(),
                meeting.startedAt() == null ? null : meeting.startedAt().toString(),
                Words.of(life.chat(meeting)),
                !life.chatAllowed(),
                meeting.settings().endpointsOnly(),
                meeting.keys().linkBound(),
                !meeting.keys().linkBound(),
                meeting.keys().postQuantum());
    }
}
