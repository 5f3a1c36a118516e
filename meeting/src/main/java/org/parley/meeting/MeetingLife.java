// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Outcome.Accepted;
import org.parley.meeting.Outcome.Refused;
import org.parley.meeting.door.Digest;

/// The rules of a meeting's life. Pure: the same state, command and time always give the same outcome.
public final class MeetingLife {
    private final Timing timing;
    private final int maxPeople;
    private final boolean chatAllowed;

    /// @param maxPeople how many may have passed the door at one time, waiting or in
    /// @param chatAllowed whether there is chat in this installation at all
    public MeetingLife(Timing timing, int maxPeople, boolean chatAllowed) {
        this.timing = timing;
        this.maxPeople = maxPeople;
        this.chatAllowed = chatAllowed;
    }

    public Timing timing() {
        return timing;
    }

    public boolean chatAllowed() {
        return chatAllowed;
    }

    /// Who may write in this meeting. What its host has set counts again when the installation allows chat
    /// again.
    public ChatPolicy chat(Meeting meeting) {
        return chatAllowed ? meeting.settings().chat() : ChatPolicy.OFF;
    }

    public Outcome decide(Meeting meeting, Command command, Instant now) {
        return switch (command) {
            case Command.Create c ->
                meeting.phase() == Phase.ABSENT
                        ? accepted(new Event.Created(c.number(), c.title(), c.keys(), c.settings(), now))
                        : new Refused(Refusal.NOT_NOW);
            case Command.Knock c -> knock(meeting, c, now);
            case Command.Resume c -> resume(meeting, c, now);
            case Command.Start c -> start(meeting, c.by(), now);
            case Command.End c -> end(meeting, c.by(), now);
            case Command.Change c -> change(meeting, c, now);
            case Command.Leave c ->
                meeting.find(c.who()).isEmpty() ? accepted() : accepted(new Event.Left(c.who(), LeftReason.LEFT, now));
            case Command.Lose c ->
                new Accepted(meeting.find(c.who()).filter(Participant::connected).stream()
                        .map(p -> lost(p, now))
                        .toList());
            case Command.LoseAllBut c ->
                new Accepted(meeting.people().stream()
                        .filter(p -> p.connected() && !c.present().contains(p.id()))
                        .map(p -> lost(p, now))
                        .toList());
            case Command.Tick _ -> tick(meeting, now);
            case Command.Stop _ -> meeting.running() ? accepted(new Event.Ended(EndReason.STOPPED, now)) : accepted();
            case Command.Delete _ -> delete(meeting, now);
        };
    }

    private static Event lost(Participant participant, Instant now) {
        return new Event.Disconnected(participant.id(), now);
    }

    private Outcome knock(Meeting meeting, Command.Knock c, Instant now) {
        var script = new Script(meeting);
        replaced(meeting, c.device()).ifPresent(p -> script.add(new Event.Left(p.id(), LeftReason.LOST, now)));
        Role role = c.granted() == Role.HOST || regainsHost(meeting, c.device()) ? Role.HOST : Role.PARTICIPANT;
        return enter(script, knocked(meeting, c, role, now), now);
    }

    /// A browser that comes through the door while its earlier self is lost is that person again, not a
    /// second one.
    private static Optional<Participant> replaced(Meeting meeting, @Nullable Digest device) {
        return meeting.people().stream()
                .filter(p -> p.hasDevice(device) && !p.connected())
                .findFirst();
    }

    /// The browser of a host gives the role back, but not beside a host who is connected from it: that would
    /// be a second one.
    private static boolean regainsHost(Meeting meeting, @Nullable Digest device) {
        return device != null
                && meeting.hostDevices().contains(device)
                && meeting.people().stream().noneMatch(p -> p.isHost() && p.connected() && p.hasDevice(device));
    }

    private static Event.Knocked knocked(Meeting meeting, Command.Knock c, Role role, Instant now) {
        return new Event.Knocked(
                c.id(),
                freeCsrc(meeting, c.csrc()),
                c.name(),
                role,
                c.resume(),
                c.device(),
                c.kind(),
                c.account(),
                now);
    }

    private static Event.Knocked knocked(Meeting meeting, Command.Resume c, Participant former, Instant now) {
        return new Event.Knocked(
                c.id(),
                freeCsrc(meeting, c.csrc()),
                former.name(),
                former.role(),
                former.resume(),
                former.device(),
                former.kind(),
                former.account(),
                now);
    }

    private Outcome resume(Meeting meeting, Command.Resume c, Instant now) {
        Optional<Participant> present = meeting.byResume(c.resume());
        if (present.isPresent()) {
            Participant participant = present.get();
            var script = new Script(meeting);
            if (!participant.connected()) {
                script.add(new Event.Reconnected(participant.id(), now));
            }
            return participant.isIn() ? script.accepted() : ask(script, participant.id(), now);
        }
        return meeting.formerByResume(c.resume())
                .map(p -> enter(new Script(meeting), knocked(meeting, c, p, now), now))
                .orElse(new Refused(Refusal.BAD_TOKEN));
    }

    private Outcome enter(Script script, Event.Knocked newcomer, Instant now) {
        Meeting meeting = script.meeting();
        if (Admission.decide(meeting, newcomer.kind()) instanceof Admission.Decision.Refuse(Refusal why)) {
            return new Refused(why);
        }
        if (meeting.people().size() >= maxPeople) {
            return new Refused(Refusal.FULL);
        }
        if (meeting.find(newcomer.id()).isPresent()) {
            return new Refused(Refusal.NOT_NOW);
        }
        script.add(newcomer);
        return ask(script, newcomer.id(), now);
    }

    /// Asks the policy about somebody who waits.
    private static Outcome ask(Script script, ParticipantId who, Instant now) {
        EndpointKind kind = script.meeting().find(who).orElseThrow().kind();
        return switch (Admission.decide(script.meeting(), kind)) {
            case Admission.Decision.Admit _ ->
                script.add(new Event.Admitted(who, now)).accepted();
            case Admission.Decision.Wait _ -> script.accepted();
            case Admission.Decision.Refuse r -> new Refused(r.why());
        };
    }

    private static int freeCsrc(Meeting meeting, int wished) {
        int csrc = wished;
        while (isTaken(meeting, csrc)) {
            csrc = csrc == Integer.MAX_VALUE ? 1 : csrc + 1;
        }
        return csrc;
    }

    private static boolean isTaken(Meeting meeting, int csrc) {
        return meeting.people().stream().anyMatch(p -> p.csrc() == csrc);
    }

    private Outcome start(Meeting meeting, ParticipantId by, Instant now) {
        if (!isHost(meeting, by)) {
            return new Refused(Refusal.NOT_ALLOWED);
        }
        if (meeting.phase() != Phase.IDLE) {
            return new Refused(Refusal.NOT_NOW);
        }
        var script = new Script(meeting).add(new Event.Started(by, now));
        ask(script, by, now);
        for (Participant p : meeting.people()) {
            if (p.connected() && !p.id().equals(by)) {
                ask(script, p.id(), now);
            }
        }
        return script.accepted();
    }

    private static Outcome end(Meeting meeting, ParticipantId by, Instant now) {
        if (!isHost(meeting, by)) {
            return new Refused(Refusal.NOT_ALLOWED);
        }
        return meeting.running() ? accepted(new Event.Ended(EndReason.HOST, now)) : new Refused(Refusal.NOT_NOW);
    }

    /// Connectors that are in when they are no longer wanted have to go at once.
    private Outcome change(Meeting meeting, Command.Change c, Instant now) {
        boolean switchesChatOn = c.chat() != null && c.chat() != ChatPolicy.OFF;
        if (!isHost(meeting, c.by()) || (switchesChatOn && !chatAllowed)) {
            return new Refused(Refusal.NOT_ALLOWED);
        }
        MeetingSettings old = meeting.settings();
        var settings = new MeetingSettings(
                c.chat() == null ? old.chat() : c.chat(),
                c.endpointsOnly() == null ? old.endpointsOnly() : c.endpointsOnly());
        var script = new Script(meeting);
        if (!settings.equals(old)) {
            script.add(new Event.SettingsChanged(c.by(), settings, now));
        }
        if (settings.endpointsOnly()) {
            for (Participant p : meeting.people()) {
                if (p.kind().isConnector()) {
                    script.add(new Event.Left(p.id(), LeftReason.REMOVED, now));
                }
            }
        }
        return script.accepted();
    }

    private static boolean isHost(Meeting meeting, ParticipantId who) {
        return meeting.find(who).filter(Participant::isHost).isPresent();
    }

    private Outcome tick(Meeting meeting, Instant now) {
        if (meeting.emptySince() != null
                && !meeting.emptySince().plus(timing.emptyGrace()).isAfter(now)) {
            return accepted(new Event.Ended(EndReason.EMPTY, now));
        }
        return new Accepted(meeting.people().stream()
                .filter(p -> p.lostAt() != null
                        && !p.lostAt().plus(timing.reconnectGrace()).isAfter(now))
                .<Event>map(p -> new Event.Left(p.id(), LeftReason.LOST, now))
                .toList());
    }

    private static Outcome delete(Meeting meeting, Instant now) {
        return switch (meeting.phase()) {
            case ABSENT, DELETED -> new Refused(Refusal.NO_MEETING);
            case IDLE -> accepted(new Event.Deleted(now));
            case RUNNING -> accepted(new Event.Ended(EndReason.HOST, now), new Event.Deleted(now));
        };
    }

    private static Accepted accepted(Event... events) {
        return new Accepted(List.of(events));
    }

    /// Events as they are decided on, and the state after them.
    private static final class Script {
        private final List<Event> events = new ArrayList<>();
        private Meeting meeting;

        Script(Meeting meeting) {
            this.meeting = meeting;
        }

        Meeting meeting() {
            return meeting;
        }

        Script add(Event event) {
            meeting = meeting.after(event);
            events.add(event);
            return this;
        }

        Accepted accepted() {
            return new Accepted(events);
        }
    }
}
