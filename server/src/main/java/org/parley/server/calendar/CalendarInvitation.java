// SPDX-License-Identifier: Apache-2.0
package org.parley.server.calendar;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An invitation as calendars take it: one event, by the rules of RFC 5545 and of RFC 5546 for who sends it how.
///
/// @param uid the same for as long as the meeting lives
/// @param sequence higher with every change
/// @param text what to read in the event
/// @param link where it takes place
/// @param organizer the host's name
/// @param address whom answers go to, or null where there is no mail
public record CalendarInvitation(
        String uid,
        int sequence,
        String title,
        String text,
        String link,
        String organizer,
        @Nullable String address,
        Schedule schedule) {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// To be put into one's calendar.
    public String published(Instant now) {
        return written(now, "PUBLISH", null);
    }

    /// Sent to somebody.
    public String requested(Instant now, String attendee) {
        return written(now, "REQUEST", attendee);
    }

    private String written(Instant now, String method, @Nullable String attendee) {
        var out = new ContentLines()
                .add("BEGIN", "VCALENDAR")
                .add("VERSION", "2.0")
                .add("PRODID", "-//Parley//Parley//EN")
                .add("METHOD", method);
        boolean utc = schedule.zone().getRules().isFixedOffset()
                && schedule.zone().getRules().getOffset(now).equals(ZoneOffset.UTC);
        if (!utc) {
            TimeZoneLines.write(schedule.zone(), schedule.begins(), out);
        }
        out.add("BEGIN", "VEVENT")
                .add("UID", uid)
                .add("DTSTAMP", UTC.format(now))
                .add("SEQUENCE", Integer.toString(sequence));
        String begins = TimeZoneLines.LOCAL.format(schedule.begins());
        if (utc) {
            out.add("DTSTART", begins + "Z");
        } else {
            out.add("DTSTART;TZID=" + schedule.zone().getId(), begins);
        }
        out.add("DURATION", "PT" + schedule.minutes() + "M");
        Recurrence recurrence = schedule.recurrence();
        if (recurrence != null) {
            out.add("RRULE", recurrence.rule(schedule.last().map(UTC::format).orElse(null)));
        }
        // Clients that have no address to write to show this one, which nobody can.
        out.add(
                "ORGANIZER;CN=" + ContentLines.quoted(organizer),
                address == null ? "invalid:nomail" : "mailto:" + address);
        if (attendee != null) {
            out.add("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE", "mailto:" + attendee);
        }
        return out.text("SUMMARY", title)
                .text("DESCRIPTION", text)
                .text("LOCATION", link)
                .add("URL", link)
                .add("STATUS", "CONFIRMED")
                .add("END", "VEVENT")
                .add("END", "VCALENDAR")
                .all();
    }
}
