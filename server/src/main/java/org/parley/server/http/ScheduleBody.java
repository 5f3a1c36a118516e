// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.parley.server.calendar.Recurrence;
import org.parley.server.calendar.Schedule;

/// When a meeting is, as it is said and told.
///
/// @param rrule null for a meeting that is once
/// @param next when the one that goes on or is next begins: told alone
record ScheduleBody(
        @Nullable String begins,
        @Nullable String zone,
        @Nullable Integer minutes,
        @Nullable String rrule,
        @Nullable String next) {
    private static final Pattern LOCAL = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d");

    /// Of the time zone database: an offset alone knows nothing of summer time.
    private static final Pattern ZONE =
            Pattern.compile("UTC|[A-Z][A-Za-z0-9_+-]{1,30}(/[A-Z][A-Za-z0-9_+-]{1,30}){1,2}");

    static ScheduleBody of(Schedule s, Instant now) {
        Recurrence recurrence = s.recurrence();
        return new ScheduleBody(
                s.begins().toString(),
                s.zone().getId(),
                s.minutes(),
                recurrence == null ? null : recurrence.text(),
                s.next(now).map(Instant::toString).orElse(null));
    }

    /// @throws Problem 400
    Schedule schedule() {
        if (begins == null || !LOCAL.matcher(begins).matches()) {
            throw new Problem(400, "begins is a date and a time without a zone: 2026-12-01T14:00.");
        }
        if (zone == null
                || !ZONE.matcher(zone).matches()
                || !ZoneId.getAvailableZoneIds().contains(zone)) {
            throw new Problem(400, "zone is a name of the time zone database, such as Europe/Berlin.");
        }
        if (minutes == null) {
            throw new Problem(400, "minutes is how long the meeting takes.");
        }
        try {
            return new Schedule(LocalDateTime.parse(begins), ZoneId.of(zone), minutes, recurrence());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Problem(400, e.getMessage());
        }
    }

    private @Nullable Recurrence recurrence() {
        return rrule == null
                ? null
                : Recurrence.parse(rrule)
                        .orElseThrow(() -> new Problem(
                                400,
                                "rrule has FREQ=DAILY, WEEKLY or MONTHLY, and may have INTERVAL, BYDAY for weekly ones,"
                                        + " and COUNT or UNTIL, a date such as 20270131."));
    }
}
