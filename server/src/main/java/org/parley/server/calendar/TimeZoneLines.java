// SPDX-License-Identifier: Apache-2.0
package org.parley.server.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a calendar has to know of a time zone (RFC 5545, 3.6.5), from the JDK's own rules: from the change before a
/// meeting first begins on.
final class TimeZoneLines {
    static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);

    /// For how long changes are named one by one where no rule of RFC 5545 says them. Calendars look that far ahead and
    /// no
    /// further.
    private static final int YEARS_NAMED = 30;

    private final ZoneRules rules;
    private final ContentLines out;

    private TimeZoneLines(ZoneRules rules, ContentLines out) {
        this.rules = rules;
        this.out = out;
    }

    static void write(ZoneId zone, LocalDateTime from, ContentLines out) {
        out.add("BEGIN", "VTIMEZONE").add("TZID", zone.getId());
        new TimeZoneLines(zone.getRules(), out).changes(from.atZone(zone).toInstant());
        out.add("END", "VTIMEZONE");
    }

    private void changes(java.time.Instant from) {
        ZoneOffsetTransition before = rules.previousTransition(from.plusNanos(1));
        if (before == null) {
            ZoneOffset offset = rules.getOffset(from);
            observance(false, LocalDateTime.of(1970, 1, 1, 0, 0), offset, offset, "");
            return;
        }
        change(before, "");
        for (ZoneOffsetTransition change : rules.getTransitions()) {
            if (change.getInstant().isAfter(before.getInstant())) {
                change(change, "");
            }
        }
        List<ZoneOffsetTransition> named = rules.getTransitions();
        int year = named.isEmpty() ? 0 : named.getLast().getDateTimeBefore().getYear() + 1;
        int first = Math.max(year, before.getDateTimeBefore().getYear());
        rules.getTransitionRules().forEach(rule -> yearly(rule, first, before));
    }

    private void yearly(ZoneOffsetTransitionRule rule, int from, ZoneOffsetTransition before) {
        // The one in force is written already, and what was before it is not asked.
        int first = rule.createTransition(from).getInstant().isAfter(before.getInstant()) ? from : from + 1;
        ZoneOffsetTransition begin = rule.createTransition(first);
        Optional<String> said = said(rule, begin.getDateTimeBefore().toLocalDate());
        if (said.isPresent()) {
            change(begin, said.get());
        } else {
            IntStream.range(first, first + YEARS_NAMED).forEach(y -> change(rule.createTransition(y), ""));
        }
    }

    /// Where the change is on another day by the clock before it than the rule names, no simple rule says it.
    private static Optional<String> said(ZoneOffsetTransitionRule rule, LocalDate day) {
        DayOfWeek of = rule.getDayOfWeek();
        int indicator = rule.getDayOfMonthIndicator();
        if (of == null || day.getDayOfWeek() != of || day.getMonth() != rule.getMonth()) {
            return Optional.empty();
        }
        String which = indicator == -1 ? "-1" : indicator > 0 && indicator % 7 == 1 ? "" + (indicator / 7 + 1) : "";
        return which.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "FREQ=YEARLY;BYMONTH=" + rule.getMonth().getValue() + ";BYDAY=" + which + Recurrence.code(of));
    }

    private void change(ZoneOffsetTransition change, String rule) {
        observance(
                rules.isDaylightSavings(change.getInstant()),
                change.getDateTimeBefore(),
                change.getOffsetBefore(),
                change.getOffsetAfter(),
                rule);
    }

    private void observance(boolean daylight, LocalDateTime at, ZoneOffset from, ZoneOffset to, String rule) {
        String kind = daylight ? "DAYLIGHT" : "STANDARD";
        out.add("BEGIN", kind)
                .add("DTSTART", LOCAL.format(at))
                .add("TZOFFSETFROM", offset(from))
                .add("TZOFFSETTO", offset(to));
        if (!rule.isEmpty()) {
            out.add("RRULE", rule);
        }
        out.add("END", kind);
    }

    /// 3.3.14
    private static String offset(ZoneOffset offset) {
        int seconds = Math.abs(offset.getTotalSeconds());
        String text = String.format(
                Locale.ROOT, "%s%02d%02d", offset.getTotalSeconds() < 0 ? "-" : "+", seconds / 3600, seconds / 60 % 60);
        return seconds % 60 == 0 ? text : text + String.format(Locale.ROOT, "%02d", seconds % 60);
    }
}
