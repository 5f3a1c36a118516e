// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Outcome.Accepted;
import org.parley.meeting.Outcome.Refused;

/// The rules of what people in a meeting may do to it and to each other. Whom a command names who is not there
/// (any more), it does nothing to: they may have left while it was on its way.
final class Controls {
    private final MeetingLife life;

    Controls(MeetingLife life) {
        this.life = life;
    }

    Outcome decide(Meeting meeting, Control control, Instant now) {
        Participant by = meeting.find(control.by()).orElse(null);
        if (by == null || !mayGive(meeting, by, control)) {
            return new Refused(Refusal.NOT_ALLOWED);
        }
        if (!meeting.running() || !by.isIn()) {
            return new Refused(Refusal.NOT_NOW);
        }
        return switch (control) {
            case Control.Admit c -> admit(meeting, c, now);
            case Control.Refuse c -> refuse(meeting, c, now);
            case Control.Hold c ->
                in(meeting, c.who())
                        .filter(p -> !p.isHost())
                        .map(p -> Accepted.of(new Event.HeldBack(c.by(), p.id(), now)))
                        .orElse(Accepted.of());
            case Control.Remove c -> remove(meeting, c, now);
            case Control.Lift c ->
                meeting.moderation().removals().stream().anyMatch(r -> r.id().equals(c.removal()))
                        ? Accepted.of(new Event.Lifted(c.by(), c.removal(), now))
                        : Accepted.of();
            case Control.Lock c ->
                c.locked() == meeting.moderation().locked()
                        ? Accepted.of()
                        : Accepted.of(new Event.LockChanged(c.by(), c.locked(), now));
            case Control.Halt c ->
                c.halted() == meeting.moderation().halted()
                        ? Accepted.of()
                        : Accepted.of(new Event.HaltChanged(c.by(), c.halted(), now));
            case Control.SwitchOff c ->
                c.who() == null || in(meeting, c.who()).isPresent()
                        ? Accepted.of(new Event.SwitchedOff(c.by(), c.medium(), c.who(), now))
                        : Accepted.of();
            case Control.Ask c ->
                in(meeting, c.who())
                        .map(p -> p.isAttendee() || c.medium() == Medium.SCREEN
                                ? new Refused(Refusal.NOT_NOW)
                                : Accepted.of(new Event.Asked(c.by(), c.medium(), p.id(), now)))
                        .orElse(Accepted.of());
            case Control.Appoint c -> appoint(meeting, c, now);
            case Control.Spotlight c -> spotlight(meeting, c, now);
            case Control.Rename c ->
                in(meeting, c.who())
                        .filter(p -> !p.name().equals(c.name()))
                        .map(_ -> Accepted.of(new Event.Renamed(c.by(), c.who(), c.name(), now)))
                        .orElse(Accepted.of());
            case Control.Report c ->
                in(meeting, c.who())
                        .map(_ -> Accepted.of(new Event.Reported(c.by(), c.who(), c.text(), now)))
                        .orElse(Accepted.of());
            case Control.Notice c -> Accepted.of(new Event.Noticed(c.by(), c.text(), now));
        };
    }

    /// Whether the role of `by` allows this, whatever state the meeting is in.
    private boolean mayGive(Meeting meeting, Participant by, Control control) {
        return switch (control) {
            case Control.Appoint _ -> by.isHost();
            case Control.Report _ -> true;
            case Control.Rename c
            when c.who().equals(by.id()) ->
                by.moderates()
                        || (by.way() != WayIn.REGISTRATION
                                && life.rules(meeting).rename() == Who.EVERYONE);
            case Control.Rename c -> mayActOn(meeting, by, c.who());
            case Control.Hold c -> mayActOn(meeting, by, c.who());
            case Control.Remove c -> mayActOn(meeting, by, c.who());
            case Control.SwitchOff c -> mayActOn(meeting, by, c.who());
            case Control.Ask c -> mayActOn(meeting, by, c.who());
            case Control.Admit _,
                    Control.Refuse _,
                    Control.Lift _,
                    Control.Lock _,
                    Control.Halt _,
                    Control.Spotlight _,
                    Control.Notice _ -> by.moderates();
        };
    }

    /// Nobody but a host acts on a host.
    private static boolean mayActOn(Meeting meeting, Participant by, @Nullable ParticipantId who) {
        boolean onHost =
                who != null && meeting.find(who).filter(Participant::isHost).isPresent();
        return by.isHost() || (by.moderates() && !onHost);
    }

    private static Optional<Participant> in(Meeting meeting, ParticipantId who) {
        return meeting.find(who).filter(Participant::isIn);
    }

    private static List<Participant> waiting(Meeting meeting, @Nullable ParticipantId who) {
        return meeting.waiting().stream()
                .filter(p -> who == null || p.id().equals(who))
                .toList();
    }

    private Outcome admit(Meeting meeting, Control.Admit c, Instant now) {
        var script = new Script(meeting);
        for (Participant p : waiting(meeting, c.who())) {
            if (!life.hasSeat(script.meeting())) {
                return new Refused(Refusal.FULL);
            }
            script.add(new Event.Admitted(p.id(), c.by(), now));
        }
        return script.accepted();
    }

    private static Outcome refuse(Meeting meeting, Control.Refuse c, Instant now) {
        var script = new Script(meeting);
        for (Participant p : waiting(meeting, c.who())) {
            script.add(new Event.Left(p.id(), LeftReason.REFUSED, c.by(), now));
        }
        return script.accepted();
    }

    private Outcome remove(Meeting meeting, Control.Remove c, Instant now) {
        Optional<Participant> gone = meeting.find(c.who());
        if (gone.isEmpty()) {
            return Accepted.of();
        }
        var script = new Script(meeting).add(new Event.Left(c.who(), LeftReason.REMOVED, c.by(), now));
        if (c.keepOut()) {
            script.add(new Event.KeptOut(c.by(), Removal.of(gone.get(), now), now));
            life.askAgain(script, now);
        }
        return script.accepted();
    }

    /// There is always a host: the last one does not step down.
    private static Outcome appoint(Meeting meeting, Control.Appoint c, Instant now) {
        Optional<Participant> target = in(meeting, c.who()).filter(p -> p.role() != c.role());
        if (target.isEmpty()) {
            return Accepted.of();
        }
        boolean last = target.get().isHost()
                && meeting.roster().stream().noneMatch(p -> p.isHost() && p.connected() && !p.id().equals(c.who()));
        if (last || (c.role() == Role.ATTENDEE && !meeting.webinar())) {
            return new Refused(Refusal.NOT_NOW);
        }
        return Accepted.of(new Event.Appointed(c.by(), c.who(), c.role(), now));
    }

    private static Outcome spotlight(Meeting meeting, Control.Spotlight c, Instant now) {
        List<ParticipantId> there = c.who().stream()
                .distinct()
                .filter(who -> in(meeting, who).filter(p -> !p.isAttendee()).isPresent())
                .limit(Moderation.MAX_SPOTLIGHT)
                .toList();
        return there.equals(meeting.moderation().spotlight())
                ? Accepted.of()
                : Accepted.of(new Event.Spotlit(c.by(), there, now));
    }
}
