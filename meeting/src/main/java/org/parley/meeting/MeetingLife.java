// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Admission.Standing;
import org.parley.meeting.Outcome.Accepted;
import org.parley.meeting.Outcome.Refused;
import org.parley.meeting.door.Digest;

/// The rules of a meeting's life. Pure: the same state, command and time always give the same outcome.
public final class MeetingLife {
    /// What [Control.Halt] makes of the settings until it is lifted.
    private static final MeetingSettings HALTED = MeetingSettings.LOOSEST.with(new MeetingSettings.Change(
            ChatPolicy.OFF, null, null, null, null, Who.HOST, Who.HOST, Who.HOST, null, null));

    private final Timing timing;
    private final Limits limits;
    private final MeetingSettings lowest;
    private final Controls controls = new Controls(this);

    /// @param lowest what the installation has fixed for all meetings: no setting is ever looser
    public MeetingLife(Timing timing, Limits limits, MeetingSettings lowest) {
        this.timing = timing;
        this.limits = limits;
        this.lowest = lowest;
    }

    public Timing timing() {
        return timing;
    }

    /// What installation, organisation and owner have fixed together.
    public MeetingSettings floor(Meeting meeting) {
        return meeting.floor().tightenedTo(lowest);
    }

    /// The settings that hold. What a host has set counts again when floor and halt allow it again.
    public MeetingSettings rules(Meeting meeting) {
        MeetingSettings set = meeting.settings().tightenedTo(floor(meeting));
        return meeting.moderation().halted() ? set.tightenedTo(HALTED) : set;
    }

    /// Whether somebody may switch a medium on, if no host asks them to.
    public boolean maySwitchOn(Meeting meeting, Participant who, Medium medium) {
        return who.isIn() && !who.isAttendee() && (who.moderates() || medium.who(rules(meeting)) == Who.EVERYONE);
    }

    public Outcome decide(Meeting meeting, Command command, Instant now) {
        return switch (command) {
            case Command.Create c ->
                meeting.phase() == Phase.ABSENT
                        ? Accepted.of(
                                new Event.Created(c.number(), c.title(), c.keys(), c.settings(), c.webinar(), now))
                        : new Refused(Refusal.NOT_NOW);
            case Command.Knock c -> knock(meeting, c, now);
            case Command.Resume c -> resume(meeting, c, now);
            case Command.Start c -> start(meeting, c.by(), now);
            case Command.End c -> end(meeting, c.by(), now);
            case Command.Change c -> change(meeting, c, now);
            case Command.Arrange c -> arrange(meeting, c, now);
            case Command.Note c ->
                exists(meeting)
                        ? Accepted.of(new Event.Noted(c.by(), c.what(), c.detail(), now))
                        : new Refused(Refusal.NO_MEETING);
            case Command.Renumber c ->
                exists(meeting)
                        ? Accepted.of(new Event.Renumbered(c.by(), c.number(), now))
                        : new Refused(Refusal.NO_MEETING);
            case Command.Bind c -> bind(meeting, c.floor(), now);
            case Control c -> controls.decide(meeting, c, now);
            case Command.Leave c ->
                meeting.find(c.who()).isEmpty()
                        ? Accepted.of()
                        : Accepted.of(new Event.Left(c.who(), LeftReason.LEFT, null, now));
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
            case Command.Stop _ ->
                meeting.running() ? Accepted.of(new Event.Ended(EndReason.STOPPED, null, now)) : Accepted.of();
            case Command.Delete _ -> delete(meeting, now);
        };
    }

    private static Event lost(Participant participant, Instant now) {
        return new Event.Disconnected(participant.id(), now);
    }

    private Outcome knock(Meeting meeting, Command.Knock c, Instant now) {
        var script = new Script(meeting);
        Optional<Participant> earlier = replaced(meeting, c);
        earlier.ifPresent(p -> script.add(new Event.Left(p.id(), LeftReason.LOST, null, now)));
        boolean returning = earlier.filter(Participant::isIn).isPresent();
        return enter(
                script,
                knocked(meeting, c, role(script.meeting(), c), now),
                returning ? Standing.RETURNING : Standing.NEW,
                now);
    }

    private static Role role(Meeting meeting, Command.Knock c) {
        if (c.granted() == Role.HOST || regainsHost(meeting, c.device())) {
            return Role.HOST;
        }
        return meeting.webinar() ? Role.ATTENDEE : Role.PARTICIPANT;
    }

    /// A browser that comes through the door while its earlier self is lost is that person again, not a
    /// second one. One that comes by a registration is that whether its earlier self is lost or not: the link is
    /// for one person.
    private static Optional<Participant> replaced(Meeting meeting, Command.Knock c) {
        return meeting.people().stream()
                .filter(p -> p.hasDevice(c.device())
                        && (!p.connected() || (c.way() == WayIn.REGISTRATION && p.way() == WayIn.REGISTRATION)))
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
                c.way(),
                c.subscriber(),
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
                former.way(),
                former.subscriber(),
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
            return participant.isIn() ? script.accepted() : ask(script, participant.id(), Standing.WAITING, now);
        }
        return meeting.formerByResume(c.resume())
                .map(p -> enter(new Script(meeting), knocked(meeting, c, p, now), Standing.RETURNING, now))
                .orElse(new Refused(Refusal.BAD_TOKEN));
    }

    private Outcome enter(Script script, Event.Knocked newcomer, Standing standing, Instant now) {
        if (script.meeting().find(newcomer.id()).isPresent()) {
            return new Refused(Refusal.NOT_NOW);
        }
        script.add(newcomer);
        Outcome outcome = ask(script, newcomer.id(), standing, now);
        boolean waits =
                script.meeting().find(newcomer.id()).filter(p -> !p.isIn()).isPresent();
        boolean tooMany = newcomer.role() != Role.HOST
                && waits
                && script.meeting().waiting().size() > limits.waiting();
        return tooMany ? new Refused(Refusal.FULL) : outcome;
    }

    /// Asks the policy about somebody who is not in.
    private Outcome ask(Script script, ParticipantId who, Standing standing, Instant now) {
        Meeting meeting = script.meeting();
        Participant asking = meeting.find(who).orElseThrow();
        return switch (Admission.decide(meeting, rules(meeting), asking, standing)) {
            case Admission.Decision.Admit _ ->
                asking.isHost() || hasSeat(meeting)
                        ? script.add(new Event.Admitted(who, null, now)).accepted()
                        : new Refused(Refusal.FULL);
            case Admission.Decision.Wait _ -> script.accepted();
            case Admission.Decision.Refuse r -> new Refused(r.why());
        };
    }

    /// Asks the policy again about all who wait: something has changed.
    void askAgain(Script script, Instant now) {
        for (Participant p : script.meeting().waiting()) {
            if (p.connected()
                    && ask(script, p.id(), Standing.WAITING, now) instanceof Refused(Refusal why)
                    && why != Refusal.FULL) {
                script.add(new Event.Left(p.id(), LeftReason.REFUSED, null, now));
            }
        }
    }

    boolean hasSeat(Meeting meeting) {
        return meeting.roster().size() < limits.seats();
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
        ask(script, by, Standing.WAITING, now);
        askAgain(script, now);
        return script.accepted();
    }

    private static Outcome end(Meeting meeting, ParticipantId by, Instant now) {
        if (!isHost(meeting, by)) {
            return new Refused(Refusal.NOT_ALLOWED);
        }
        return meeting.running() ? Accepted.of(new Event.Ended(EndReason.HOST, by, now)) : new Refused(Refusal.NOT_NOW);
    }

    private Outcome change(Meeting meeting, Command.Change c, Instant now) {
        Optional<Participant> by = meeting.find(c.by()).filter(Participant::moderates);
        MeetingSettings wished = meeting.settings().with(c.change());
        if (by.isEmpty()
                || (wished.endpointsOnly() != meeting.settings().endpointsOnly()
                        && !by.get().isHost())
                || isForbidden(meeting, wished, c.change())) {
            return new Refused(Refusal.NOT_ALLOWED);
        }
        var script = new Script(meeting);
        if (!wished.equals(meeting.settings())) {
            script.add(new Event.SettingsChanged(c.by(), wished, now));
        }
        return settled(script, c.by(), now);
    }

    private Outcome arrange(Meeting meeting, Command.Arrange c, Instant now) {
        if (!exists(meeting)) {
            return new Refused(Refusal.NO_MEETING);
        }
        String title = c.title() == null ? meeting.title() : c.title();
        MeetingSettings wished = meeting.settings().with(c.change());
        if (isForbidden(meeting, wished, c.change())) {
            return new Refused(Refusal.NOT_ALLOWED);
        }
        var script = new Script(meeting);
        if (!title.equals(meeting.title()) || !wished.equals(meeting.settings())) {
            script.add(new Event.Arranged(c.by(), title, wished, now));
        }
        return settled(script, null, now);
    }

    private static boolean exists(Meeting meeting) {
        return meeting.phase() == Phase.IDLE || meeting.running();
    }

    private Outcome bind(Meeting meeting, MeetingSettings floor, Instant now) {
        if (!exists(meeting)) {
            return new Refused(Refusal.NO_MEETING);
        }
        if (floor.equals(meeting.floor())) {
            return Accepted.of();
        }
        return settled(new Script(meeting).add(new Event.Bound(floor, now)), null, now);
    }

    /// What other settings bring with them. Connectors that are in when they are no longer wanted have to go at once,
    /// and who waits may come in, or no longer.
    private Outcome settled(Script script, @Nullable ParticipantId by, Instant now) {
        Meeting meeting = script.meeting();
        if (rules(meeting).endpointsOnly()) {
            for (Participant p : meeting.people()) {
                if (p.kind().isConnector()) {
                    script.add(new Event.Left(p.id(), LeftReason.REMOVED, by, now));
                }
            }
        }
        if (script.meeting().running()) {
            askAgain(script, now);
        }
        return script.accepted();
    }

    /// Whoever asks. People who are registered come by links that hold no key of the meeting.
    private boolean isForbidden(Meeting meeting, MeetingSettings wished, MeetingSettings.Change change) {
        return loosens(meeting, change)
                || (wished.registeredOnly() && meeting.keys().linkBound());
    }

    /// Whether something is asked for that is looser than what is fixed.
    private boolean loosens(Meeting meeting, MeetingSettings.Change change) {
        MeetingSettings floor = floor(meeting);
        MeetingSettings wished = floor.with(change);
        return !wished.equals(wished.tightenedTo(floor));
    }

    private static boolean isHost(Meeting meeting, ParticipantId who) {
        return meeting.find(who).filter(Participant::isHost).isPresent();
    }

    private Outcome tick(Meeting meeting, Instant now) {
        if (meeting.emptySince() != null
                && !meeting.emptySince().plus(timing.emptyGrace()).isAfter(now)) {
            return Accepted.of(new Event.Ended(EndReason.EMPTY, null, now));
        }
        return new Accepted(meeting.people().stream()
                .filter(p -> p.lostAt() != null
                        && !p.lostAt().plus(timing.reconnectGrace()).isAfter(now))
                .<Event>map(p -> new Event.Left(p.id(), LeftReason.LOST, null, now))
                .toList());
    }

    private static Outcome delete(Meeting meeting, Instant now) {
        return switch (meeting.phase()) {
            case ABSENT, DELETED -> new Refused(Refusal.NO_MEETING);
            case IDLE -> Accepted.of(new Event.Deleted(now));
            case RUNNING -> Accepted.of(new Event.Ended(EndReason.HOST, null, now), new Event.Deleted(now));
        };
    }
}
