// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.parley.media.ConnectionState;
import org.parley.meeting.EndReason;
import org.parley.meeting.Event;
import org.parley.meeting.LeftReason;
import org.parley.meeting.Medium;
import org.parley.meeting.Meeting;
import org.parley.meeting.MeetingLife;
import org.parley.meeting.Participant;
import org.parley.meeting.ParticipantId;
import org.parley.meeting.Refusal;
import org.parley.meeting.WayIn;
import org.parley.server.cluster.MeetingMessage.FromMedia;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.CloseCode;
import org.parley.server.signal.ConnectionMessage;
import org.parley.server.signal.ConnectionMessage.Send;
import org.parley.server.signal.ServerMessage;
import org.parley.server.signal.ServerMessage.MeetingInfo;
import org.parley.server.signal.ServerMessage.Rules;
import org.parley.server.signal.Words;

/// Where a meeting is played: carries out what its events mean for connections, for the media room and for
/// who can decrypt. Holds only what is lost with the process. Belongs to one meeting entity and is touched by
/// it alone.
final class LiveMeeting {
    private final MeetingLife life;
    private final People people;
    private final LiveMedia media;
    private final Encryption encryption;
    private final Lobby lobby;

    LiveMeeting(MeetingLife life, People people, LiveMedia media, Encryption encryption) {
        this.life = life;
        this.people = people;
        this.media = media;
        this.encryption = encryption;
        this.lobby = new Lobby(people);
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
                case Event.Knocked e ->
                    meeting.find(e.id()).filter(p -> !p.isIn()).ifPresent(p -> lobby.knocked(p, meeting));
                case Event.Admitted e -> admitted.add(e.who());
                case Event.HeldBack e -> heldBack(e.who(), meeting);
                case Event.Left e -> left(e, before, meeting);
                case Event.Ended e -> ended(e.reason());
                case Event.Disconnected e -> changed(e.who(), meeting, Set.of(e.who()));
                case Event.Reconnected e -> changed(e.who(), meeting, Set.of(e.who()));
                case Event.Started _ -> started(meeting);
                case Event.SettingsChanged _, Event.Bound _, Event.LockChanged _, Event.Spotlit _ -> rules(meeting);
                case Event.Arranged _, Event.Renumbered _ -> about(meeting);
                case Event.HaltChanged e -> halted(e, meeting);
                case Event.KeptOut _, Event.Lifted _ -> lobby.tellAll(meeting);
                case Event.SwitchedOff e -> switchedOff(e.by(), e.medium(), e.who(), meeting);
                case Event.Asked e -> asked(e);
                case Event.Appointed e -> appointed(e.by(), e.who(), meeting);
                case Event.Renamed e -> changed(e.who(), meeting, Set.of());
                case Event.Reported e ->
                    people.tellModerators(
                            new ServerMessage.Reported(e.who().value(), e.by().value(), e.text()), meeting);
                case Event.Noticed e -> noticed(e.text(), meeting);
                case Event.Created _, Event.Deleted _, Event.Noted _ -> {}
            }
        }
        for (ParticipantId who : admitted) {
            meeting.find(who).ifPresent(p -> {
                before.find(who).ifPresent(waited -> lobby.gone(waited, meeting));
                admit(p, null, meeting);
                people.tellAllAbout(p, ServerMessage.Joined::new, meeting, admitted);
            });
        }
    }

    /// Somebody was not let in: worth a number to those who moderate.
    void turnedAway(Refusal why, Meeting meeting) {
        if (why == Refusal.LOCKED || why == Refusal.REMOVED) {
            lobby.turnedAway(meeting);
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
            people.tell(p.id(), lobby.whole(meeting));
        } else {
            tellToWait(p, meeting);
        }
    }

    private void tellToWait(Participant p, Meeting meeting) {
        people.at(p.id()).tell(new ConnectionMessage.Waiting(meeting.running()));
    }

    private void admit(Participant p, @Nullable String has, Meeting meeting) {
        Live person = people.at(p.id());
        if (person.connection == null) {
            return;
        }
        String endpoint = media.enter(p, person, has);
        var roster = people.roster(meeting, p);
        person.tell(new ConnectionMessage.Admitted(
                p.id().value(), endpoint, p.way() == WayIn.REGISTRATION, info(meeting), roster));
        if (p.moderates()) {
            people.tell(p.id(), lobby.whole(meeting));
        }
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
            sayGoodbye(gone, e.reason());
        }
        encryption.left(e.who());
        before.find(e.who()).ifPresent(p -> {
            if (p.isIn()) {
                var message = new ServerMessage.Left(e.who().value(), Words.of(e.reason()));
                people.tellAll(message, meeting, Set.of());
            } else {
                lobby.gone(p, meeting);
            }
        });
    }

    private static void sayGoodbye(Live gone, LeftReason reason) {
        switch (reason) {
            case REMOVED -> turnOut(gone, ServerMessage.Fault.of(Refusal.REMOVED, null));
            case REFUSED -> turnOut(gone, new ServerMessage.Fault("refused", "You have not been let in.", null, null));
            case LEFT, LOST -> gone.tell(new ConnectionMessage.Close(CloseCode.OVER));
        }
    }

    private static void turnOut(Live gone, ServerMessage why) {
        gone.tell(Send.of(why));
        gone.tell(new ConnectionMessage.Close(CloseCode.NOT_VALID));
    }

    /// From now on nothing of the meeting crosses the wire to this one, and the others' keys change.
    private void heldBack(ParticipantId who, Meeting meeting) {
        Live person = people.at(who);
        media.leave(person);
        person.reset();
        encryption.left(who);
        people.tellAll(new ServerMessage.Left(who.value(), "held"), meeting, Set.of());
        meeting.find(who).ifPresent(p -> {
            tellToWait(p, meeting);
            lobby.knocked(p, meeting);
        });
    }

    private void started(Meeting meeting) {
        for (Participant p : meeting.waiting()) {
            tellToWait(p, meeting);
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
        lobby.clear();
        encryption.end();
        media.close();
    }

    private void changed(ParticipantId who, Meeting meeting, Set<ParticipantId> but) {
        meeting.find(who).ifPresent(p -> {
            if (p.isIn()) {
                people.tellAllAbout(p, ServerMessage.Changed::new, meeting, but);
            } else {
                lobby.knocked(p, meeting);
            }
        });
    }

    /// What may not be switched on stays off, and whoever asked sees so in the roster.
    ///
    /// @return whether all that was asked for holds
    boolean state(Participant p, ClientMessage.State state, Meeting meeting) {
        Live person = people.at(p.id());
        boolean changed = person.set(state, medium -> life.maySwitchOn(meeting, p, medium));
        for (Medium medium : Medium.values()) {
            media.allow(person, medium);
        }
        boolean asAsked = person.isOn(Medium.MICROPHONE) == state.microphone()
                && person.isOn(Medium.CAMERA) == state.camera()
                && person.isOn(Medium.SCREEN) == state.screen();
        if (changed || !asAsked) {
            changed(p.id(), meeting, Set.of());
        }
        return asAsked;
    }

    void hand(Participant p, @Nullable Instant since, Meeting meeting) {
        if (people.at(p.id()).raise(since)) {
            changed(p.id(), meeting, Set.of());
        }
    }

    private void switchedOff(ParticipantId by, Medium medium, @Nullable ParticipantId who, Meeting meeting) {
        for (Participant p : meeting.roster()) {
            boolean meant = who == null ? !p.moderates() : p.id().equals(who);
            Live person = people.at(p.id());
            if (meant && person.switchOff(medium)) {
                media.allow(person, medium);
                people.tell(p.id(), new ServerMessage.Stopped(Words.of(medium), by.value()));
                changed(p.id(), meeting, Set.of());
            }
        }
    }

    private void halted(Event.HaltChanged e, Meeting meeting) {
        if (e.halted()) {
            for (Medium medium : Medium.values()) {
                switchedOff(e.by(), medium, null, meeting);
            }
        }
        rules(meeting);
    }

    private void asked(Event.Asked e) {
        people.at(e.who()).grant(e.medium());
        people.tell(e.who(), new ServerMessage.Asked(Words.of(e.medium()), e.by().value()));
    }

    private void appointed(ParticipantId by, ParticipantId who, Meeting meeting) {
        Participant p = meeting.find(who).orElseThrow();
        if (p.isAttendee()) {
            for (Medium medium : Medium.values()) {
                switchedOff(by, medium, who, meeting);
            }
        }
        // Whom one may see depends on one's role.
        admit(p, people.at(who).endpoint, meeting);
        changed(who, meeting, Set.of());
    }

    private void noticed(String text, Meeting meeting) {
        var send = Send.of(new ServerMessage.Notice(text));
        meeting.waiting().forEach(p -> people.tell(p.id(), send));
    }

    private void rules(Meeting meeting) {
        tellWhoKnows(new ServerMessage.Settings(rulesOf(meeting)), meeting);
    }

    private void about(Meeting meeting) {
        tellWhoKnows(new ServerMessage.About(info(meeting)), meeting);
    }

    /// Before the start only who moderates knows anything of the meeting.
    private void tellWhoKnows(ServerMessage message, Meeting meeting) {
        var send = Send.of(message);
        meeting.people().stream().filter(p -> p.isIn() || p.isHost()).forEach(p -> people.tell(p.id(), send));
    }

    private Rules rulesOf(Meeting meeting) {
        return Rules.of(meeting.moderation(), life.rules(meeting), life.floor(meeting));
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
                meeting.webinar(),
                meeting.keys().linkBound(),
                !meeting.keys().linkBound(),
                meeting.keys().postQuantum(),
                rulesOf(meeting));
    }
}
