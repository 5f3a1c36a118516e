// SPDX-License-Identifier: Apache-2.0
package org.parley.server.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static Schedule schedule(String begins, String zone, @Nullable String rule) {
        return new Schedule(
                LocalDateTime.parse(begins),
                ZoneId.of(zone),
                60,
                rule == null ? null : Recurrence.parse(rule).orElseThrow());
    }

    /// All that are left, the next one first, at most ten.
    private static List<String> times(Schedule schedule, String now) {
        List<String> times = new ArrayList<>();
        Instant at = Instant.parse(now);
        for (int i = 0; i < 10; i++) {
            Instant next = schedule.next(at).orElse(null);
            if (next == null) {
                break;
            }
            times.add(next.toString());
            at = next.plusSeconds(3601);
        }
        return times;
    }

    @Test
    void a_meeting_that_is_once_is_next_until_it_is_over() {
        Schedule once = schedule("2026-12-01T14:00", "Europe/Berlin", null);
        assertThat(times(once, "2026-11-24T00:00:00Z")).containsExactly("2026-12-01T13:00:00Z");
        assertThat(times(once, "2026-12-01T13:59:00Z")).containsExactly("2026-12-01T13:00:00Z");
        assertThat(times(once, "2026-12-01T14:00:01Z")).isEmpty();
    }

    @Test
    void the_clock_on_the_wall_stays_when_summer_time_begins() {
        Schedule weekly = schedule("2027-03-22T14:00", "Europe/Berlin", "FREQ=WEEKLY;COUNT=3");
        assertThat(times(weekly, "2027-01-01T00:00:00Z"))
                .containsExactly("2027-03-22T13:00:00Z", "2027-03-29T12:00:00Z", "2027-04-05T12:00:00Z");
    }

    @Test
    void days_intervals_counts_and_ends_are_kept() {
        assertThat(times(
                        schedule("2026-12-02T09:00", "UTC", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4"),
                        "2026-12-03T00:00:00Z"))
                .containsExactly("2026-12-14T09:00:00Z", "2026-12-16T09:00:00Z", "2026-12-28T09:00:00Z");
        assertThat(times(
                        schedule("2026-12-01T23:30", "America/New_York", "FREQ=DAILY;UNTIL=20261203"),
                        "2026-12-01T00:00:00Z"))
                .containsExactly("2026-12-02T04:30:00Z", "2026-12-03T04:30:00Z", "2026-12-04T04:30:00Z");
        assertThat(times(schedule("2026-10-31T09:00", "UTC", "FREQ=MONTHLY;COUNT=3"), "2026-10-01T00:00:00Z"))
                .as("months without such a day are left out")
                .containsExactly("2026-10-31T09:00:00Z", "2026-12-31T09:00:00Z", "2027-01-31T09:00:00Z");
    }

    @Test
    void one_that_began_long_ago_is_found_at_once() {
        Schedule daily = schedule("2000-01-01T09:00", "Asia/Kolkata", "FREQ=DAILY");
        assertThat(daily.next(Instant.parse("2099-06-01T00:00:00Z"))).contains(Instant.parse("2099-06-01T03:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FREQ=SECONDLY",
                "FREQ=DAILY;",
                "FREQ=DAILY;FREQ=DAILY",
                "FREQ=DAILY;BYDAY=MO",
                "FREQ=WEEKLY;BYDAY=1MO",
                "FREQ=WEEKLY;BYDAY=",
                "FREQ=DAILY;COUNT=0",
                "FREQ=DAILY;COUNT=1000",
                "FREQ=DAILY;COUNT=9999999999",
                "FREQ=DAILY;INTERVAL=-1",
                "FREQ=DAILY;COUNT=2;UNTIL=20270101",
                "FREQ=DAILY;UNTIL=20270231",
                "FREQ=DAILY\r\nATTENDEE:mailto:eve@example.org"
            })
    void what_is_no_rule_of_ours_is_refused(String rule) {
        assertThat(Recurrence.parse(rule)).isEmpty();
    }

    @Test
    void a_rule_is_kept_as_it_was_said() {
        for (String rule :
                List.of("FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270131", "FREQ=MONTHLY;COUNT=12")) {
            assertThat(Recurrence.parse(rule).orElseThrow().text()).isEqualTo(rule);
        }
    }

    @Test
    void the_first_time_is_one_of_those_of_the_rule() {
        assertThatThrownBy(() -> schedule("2026-12-01T14:00", "UTC", "FREQ=WEEKLY;BYDAY=MO"))
                .hasMessageContaining("one of the days");
        assertThatThrownBy(() -> schedule("2026-12-01T14:00", "UTC", "FREQ=DAILY;UNTIL=20261130"))
                .hasMessageContaining("before it begins");
    }
}
