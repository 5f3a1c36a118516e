// SPDX-License-Identifier: Apache-2.0
package org.parley.server.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/// When a meeting is, by the clock on the wall of a place: it stays at 14:00 there when summer time begins.
///
/// @param begins of the first time; whole minutes
/// @param recurrence null for a meeting that is once
public record Schedule(
        LocalDateTime begins,
        ZoneId zone,
        int minutes,
        @Nullable Recurrence recurrence) {
    public static final int MAX_MINUTES = 7 * 24 * 60;

    /// A date in these is looked through in less than a millisecond, however often it repeats.
    private static final int FIRST_YEAR = 2000;

    private static final int LAST_YEAR = 2200;

    public Schedule {
        if (begins.getSecond() != 0 || begins.getNano() != 0) {
            throw new IllegalArgumentException("a meeting begins at a whole minute");
        }
        if (begins.getYear() < FIRST_YEAR || begins.getYear() > LAST_YEAR) {
            throw new IllegalArgumentException("a meeting begins in this century or the next");
        }
        if (minutes < 1 || minutes > MAX_MINUTES) {
            throw new IllegalArgumentException("a meeting takes from 1 minute to 7 days");
        }
        if (recurrence != null
                && !recurrence.days().isEmpty()
                && !recurrence.days().contains(begins.getDayOfWeek())) {
            throw new IllegalArgumentException("the first time has to be on one of the days on which it repeats");
        }
        if (recurrence != null
                && recurrence.until() != null
                && recurrence.until().isBefore(begins.toLocalDate())) {
            throw new IllegalArgumentException("it cannot end before it begins");
        }
    }

    /// The beginning of the meeting that goes on or is next; empty if it was the last time.
    public Optional<Instant> next(Instant now) {
        Instant first = instant(begins);
        if (!ends(first).isBefore(now)) {
            return Optional.of(first);
        }
        return recurrence == null ? Optional.empty() : next(recurrence, now);
    }

    private Optional<Instant> next(Recurrence repeats, Instant now) {
        // Where the clock is put back an hour comes twice: a day before is early enough for all of that.
        LocalDateTime from =
                LocalDateTime.ofInstant(now, zone).minusMinutes(minutes).minusDays(1);
        RecurrenceRuleIterator times = rule(repeats).iterator(floating(begins));
        if (from.isAfter(begins)) {
            times.fastForward(floating(from));
        }
        while (times.hasNext()) {
            Instant at = instant(local(times.nextDateTime()));
            if (!ends(at).isBefore(now)) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private static RecurrenceRule rule(Recurrence repeats) {
        String end = repeats.until() == null ? null : repeats.until().toString().replace("-", "") + "T235959";
        try {
            return new RecurrenceRule(repeats.rule(end));
        } catch (InvalidRecurrenceRuleException e) {
            throw new IllegalStateException("a rule of ours is none", e);
        }
    }

    /// The last moment at which it may begin, in the calendar's own form.
    Optional<Instant> last() {
        return recurrence == null || recurrence.until() == null
                ? Optional.empty()
                : Optional.of(instant(recurrence.until().atTime(23, 59, 59)));
    }

    private Instant instant(LocalDateTime local) {
        return local.atZone(zone).toInstant();
    }

    private Instant ends(Instant begin) {
        return begin.plus(Duration.ofMinutes(minutes));
    }

    private static DateTime floating(LocalDateTime t) {
        return new DateTime(
                t.getYear(), t.getMonthValue() - 1, t.getDayOfMonth(), t.getHour(), t.getMinute(), t.getSecond());
    }

    private static LocalDateTime local(DateTime t) {
        return LocalDateTime.of(
                t.getYear(), t.getMonth() + 1, t.getDayOfMonth(), t.getHours(), t.getMinutes(), t.getSeconds());
    }
}
