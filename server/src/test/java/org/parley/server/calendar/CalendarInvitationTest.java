// SPDX-License-Identifier: Apache-2.0
package org.parley.server.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.Observance;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.component.VTimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Read back by another implementation.
class CalendarInvitationTest {
    private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
    private static final String LINK = "https://meet.example.org/m/12345678901";

    private static CalendarInvitation invitation(String title, String zone, @Nullable String rule) {
        return new CalendarInvitation(
                "0d7f2c1e-6c1b-4d7e-9a59-3f7bb44f7b16",
                3,
                title,
                title + "\n" + LINK,
                LINK,
                "Grace \"H\" Hopper",
                null,
                new Schedule(
                        LocalDateTime.parse("2026-12-01T14:00"),
                        ZoneId.of(zone),
                        90,
                        rule == null ? null : Recurrence.parse(rule).orElseThrow()));
    }

    private static Calendar read(String text) throws Exception {
        Calendar calendar = new CalendarBuilder().build(new StringReader(text));
        assertThat(calendar.validate().hasErrors()).as(text).isFalse();
        return calendar;
    }

    private static String value(Calendar calendar, String property) {
        VEvent event = calendar.<VEvent>getComponent("VEVENT").orElseThrow();
        return event.<Property>getRequiredProperty(property).getValue();
    }

    @Test
    void another_reader_finds_what_was_written() throws Exception {
        String text = invitation("Weekly", "Europe/Berlin", "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270131")
                .published(NOW);
        Calendar read = read(text);
        assertThat(read.<Property>getRequiredProperty("METHOD").getValue()).isEqualTo("PUBLISH");
        assertThat(value(read, "UID")).isEqualTo("0d7f2c1e-6c1b-4d7e-9a59-3f7bb44f7b16");
        assertThat(value(read, "SEQUENCE")).isEqualTo("3");
        assertThat(value(read, "DTSTAMP")).isEqualTo("20261124T090000Z");
        assertThat(text).contains("DTSTART;TZID=Europe/Berlin:20261201T140000\r\n", "DURATION:PT90M\r\n");
        assertThat(value(read, "RRULE")).contains("UNTIL=20270131T225959Z");
        assertThat(value(read, "URL")).isEqualTo(LINK);
        assertThat(text).contains("ORGANIZER;CN=\"Grace H Hopper\":invalid:nomail\r\n");
    }

    @Test
    void a_title_is_text_whatever_is_in_it() throws Exception {
        String title = "Plan, again; \\ now\nEND:VCALENDAR \u202Egnp.exe \uD83D\uDE00 \uD800 \u0007.";
        Calendar read = read(invitation(title, "Europe/Berlin", null).published(NOW));
        assertThat(value(read, "SUMMARY")).isEqualTo("Plan, again; \\ now\nEND:VCALENDAR gnp.exe \uD83D\uDE00  .");
        assertThat(read.getComponents()).hasSize(2);
    }

    @Test
    void no_line_is_longer_than_75_octets_and_no_character_is_cut() throws Exception {
        String title = "\u00FC\u20AC\uD83D\uDE00".repeat(40);
        String text = invitation(title, "Europe/Berlin", null).published(NOW);
        for (String line : text.split("\r\n", -1)) {
            byte[] octets = line.getBytes(StandardCharsets.UTF_8);
            assertThat(octets.length).as(line).isLessThanOrEqualTo(75);
            assertThat(line).doesNotContain("\uFFFD").doesNotContain("\n");
        }
        assertThat(text).endsWith("END:VCALENDAR\r\n");
        assertThat(value(read(text), "SUMMARY")).isEqualTo(title);
    }

    @Test
    void one_that_is_sent_names_whom_it_is_sent_to() throws Exception {
        Calendar read = read(invitation("Weekly", "UTC", null).requested(NOW, "ada@example.org"));
        assertThat(read.<Property>getRequiredProperty("METHOD").getValue()).isEqualTo("REQUEST");
        assertThat(value(read, "ATTENDEE")).isEqualTo("mailto:ada@example.org");
        assertThat(value(read, "DTSTART")).isEqualTo("20261201T140000Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/New_York",
                "America/Sao_Paulo",
                "America/Nuuk",
                "Africa/Casablanca",
                "Africa/Cairo",
                "Asia/Kolkata",
                "Asia/Jerusalem",
                "Australia/Lord_Howe",
                "Pacific/Auckland",
                "Europe/Dublin"
            })
    void a_calendar_that_knows_no_zones_is_told_the_right_ones(String zone) throws Exception {
        ZoneId id = ZoneId.of(zone);
        VTimeZone told = read(invitation("Weekly", zone, null).published(NOW))
                .<VTimeZone>getComponent("VTIMEZONE")
                .orElseThrow();
        List<Observance> observances = told.getObservances();
        assertThat(observances).isNotEmpty();
        LocalDateTime day = LocalDateTime.parse("2026-12-01T12:00");
        for (int i = 0; i < 365 * 4; i += 3) {
            LocalDateTime at = day.plusDays(i);
            if (changesAround(id, at)) {
                continue;
            }
            Observance in = told.getApplicableObservance(at.atZone(id).toInstant());
            assertThat(in).as("%s %s", zone, at).isNotNull();
            ZoneOffset offset = ZoneOffset.of(offset(in));
            assertThat(OffsetDateTime.of(at, offset).toInstant())
                    .as("%s %s", zone, at)
                    .isEqualTo(at.atZone(id).toInstant());
        }
    }

    /// The reader takes a change for a day later where it is on the day before by UTC.
    private static boolean changesAround(ZoneId zone, LocalDateTime at) {
        return !zone.getRules()
                .getOffset(at.minusDays(1).atZone(zone).toInstant())
                .equals(zone.getRules().getOffset(at.plusDays(1).atZone(zone).toInstant()));
    }

    private static String offset(Observance observance) {
        return observance.<Property>getRequiredProperty("TZOFFSETTO").getValue();
    }
}
