// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.parley.meeting.Lists.replaced;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a meeting's host may look up afterwards: who did what to whom, and who was there. Part of the meeting's
/// state, so it is neither lost in a crash nor kept after the meeting is deleted.
///
/// @param deeds the newest [#MAX_DEEDS]
/// @param visits the newest [#MAX_VISITS], in the order in which people came in
public record MeetingLog(List<Deed> deeds, List<Visit> visits) {
    public static final MeetingLog EMPTY = new MeetingLog(List.of(), List.of());

    static final int MAX_DEEDS = 1_000;
    static final int MAX_VISITS = 2_000;

    /// @param by the name of who did it, as it was then: in the meeting, or of the account that owns it
    /// @param what in one word or two
    /// @param whom the name of whom it was done to, or null
    /// @param detail what was set, said or chosen, or null
    public record Deed(
            Instant at,
            String by,
            String what,
            @Nullable String whom,
            @Nullable String detail) {
        @Override
        public String toString() {
            return "Deed[" + what + "]";
        }
    }

    /// @param left null while they are there
    public record Visit(
            ParticipantId who,
            String name,
            Role role,
            WayIn way,
            boolean account,
            Instant came,
            @Nullable Instant left) {
        Visit until(Instant end) {
            return left == null ? new Visit(who, name, role, way, account, came, end) : this;
        }

        @Override
        public String toString() {
            return "Visit[" + who.value() + "]";
        }
    }

    public MeetingLog {
        deeds = List.copyOf(deeds);
        visits = List.copyOf(visits);
    }

    static MeetingLog orEmpty(@Nullable MeetingLog log) {
        return log == null ? EMPTY : log;
    }

    /// @param before the people as they were before the event
    MeetingLog after(Event event, Meeting before) {
        return deed(event, before).visit(event, before);
    }

    private MeetingLog visit(Event event, Meeting before) {
        return switch (event) {
            case Event.Admitted e ->
                before.find(e.who()).map(p -> came(p, e.at())).orElse(this);
            case Event.Left e -> gone(e.who(), e.at());
            case Event.HeldBack e -> gone(e.who(), e.at());
            case Event.Ended e ->
                new MeetingLog(deeds, visits.stream().map(v -> v.until(e.at())).toList());
            default -> this;
        };
    }

    private MeetingLog came(Participant p, Instant at) {
        var visit = new Visit(p.id(), p.name(), p.role(), p.way(), p.account(), at, null);
        return new MeetingLog(deeds, Lists.with(visits, visit, MAX_VISITS));
    }

    private MeetingLog gone(ParticipantId who, Instant at) {
        return new MeetingLog(deeds, replaced(visits, v -> v.who().equals(who), v -> v.until(at)));
    }

    private MeetingLog deed(Event event, Meeting before) {
        if (event instanceof Event.Arranged e) {
            return arranged(e, before);
        }
        if (event instanceof Event.Noted e) {
            return with(e.at(), e.by(), e.what(), null, e.detail());
        }
        if (event instanceof Event.Renumbered e) {
            String what = e.number().equals(before.number()) ? "new invitation" : "new number";
            return with(e.at(), e.by(), what, null, null);
        }
        if (!(event instanceof Event.Done done) || done.by() == null) {
            return this;
        }
        String by = name(before, done.by());
        return switch (done) {
            case Event.Started e -> with(e.at(), by, "started", null, null);
            case Event.SettingsChanged e ->
                with(e.at(), by, "settings", null, Differences.between(before.settings(), e.settings()));
            case Event.Admitted e -> with(e.at(), by, "admitted", name(before, e.who()), null);
            case Event.HeldBack e -> with(e.at(), by, "put back", name(before, e.who()), null);
            case Event.Left e -> with(e.at(), by, word(e.reason()), name(before, e.who()), null);
            case Event.KeptOut e -> with(e.at(), by, "kept out", e.removal().name(), null);
            case Event.Lifted e -> with(e.at(), by, "lifted", removed(before, e.removal()), null);
            case Event.LockChanged e -> with(e.at(), by, e.locked() ? "locked" : "unlocked", null, null);
            case Event.HaltChanged e -> with(e.at(), by, e.halted() ? "stopped everything" : "let go on", null, null);
            case Event.SwitchedOff e ->
                with(e.at(), by, "switched off", e.who() == null ? null : name(before, e.who()), word(e.medium()));
            case Event.Asked e -> with(e.at(), by, "asked for", name(before, e.who()), word(e.medium()));
            case Event.Appointed e -> with(e.at(), by, "made", name(before, e.who()), word(e.role()));
            case Event.Spotlit e ->
                with(e.at(), by, "spotlight", null, Integer.toString(e.who().size()));
            case Event.Renamed e -> with(e.at(), by, "renamed", name(before, e.who()), e.name());
            case Event.Reported e -> with(e.at(), by, "reported", name(before, e.who()), e.text());
            case Event.Noticed e -> with(e.at(), by, "notice", null, e.text());
            case Event.Ended e -> with(e.at(), by, "ended", null, null);
        };
    }

    private MeetingLog arranged(Event.Arranged e, Meeting before) {
        MeetingLog next = this;
        if (!e.title().equals(before.title())) {
            next = next.with(e.at(), e.by(), "title", null, e.title());
        }
        return e.settings().equals(before.settings())
                ? next
                : next.with(e.at(), e.by(), "settings", null, Differences.between(before.settings(), e.settings()));
    }

    private MeetingLog with(Instant at, String by, String what, @Nullable String whom, @Nullable String detail) {
        var deed = new Deed(at, by, what, whom, detail);
        return new MeetingLog(Lists.with(deeds, deed, MAX_DEEDS), visits);
    }

    private static String name(Meeting meeting, ParticipantId who) {
        return meeting.find(who).map(Participant::name).orElse("");
    }

    private static String removed(Meeting meeting, String removal) {
        return meeting.moderation().removals().stream()
                .filter(r -> r.id().equals(removal))
                .map(Removal::name)
                .findFirst()
                .orElse("");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
