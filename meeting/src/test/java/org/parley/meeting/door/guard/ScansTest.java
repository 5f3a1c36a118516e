// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parley.meeting.door.guard.Scans.Event;
import org.parley.meeting.door.guard.Scans.What;

class ScansTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private final Scans scans = new Scans(new Random(1));

    private static Report blocked(String where, int blocks, Duration length) {
        return new Report(Report.Kind.BLOCKED, where, 20, 1, NOW, NOW.plus(length), blocks);
    }

    private static Report of(Report.Kind kind) {
        return new Report(kind, "", 300, 40, NOW, NOW, 0);
    }

    private static List<What> whats(List<Event> events) {
        return events.stream().map(Event::what).toList();
    }

    @Test
    void a_matter_begins_once_and_ends_when_nothing_more_is_heard_of_it() {
        assertThat(whats(scans.on(of(Report.Kind.GUESSING), NOW))).containsExactly(What.BEGAN);
        assertThat(scans.on(of(Report.Kind.GUESSING), NOW.plusSeconds(600))).isEmpty();
        assertThat(scans.tick(NOW.plusSeconds(600 + 900))).isEmpty();
        assertThat(whats(scans.tick(NOW.plusSeconds(600 + 901)))).containsExactly(What.ENDED);
        assertThat(scans.tick(NOW.plusSeconds(3_000))).isEmpty();
        assertThat(whats(scans.on(of(Report.Kind.GUESSING), NOW.plusSeconds(3_000))))
                .containsExactly(What.BEGAN);
        assertThat(whats(scans.recent())).containsExactly(What.BEGAN, What.ENDED, What.BEGAN);
    }

    @Test
    void a_scan_goes_on_while_its_source_is_blocked() {
        scans.on(blocked("192.0.2.7/32", 1, Duration.ofHours(2)), NOW);
        assertThat(scans.tick(NOW.plusSeconds(7_200))).isEmpty();
        assertThat(whats(scans.tick(NOW.plusSeconds(7_201)))).containsExactly(What.ENDED);
    }

    @Test
    void a_source_that_is_blocked_again_is_a_scan_that_grew() {
        String id = scans.on(blocked("192.0.2.7/32", 1, Duration.ofMinutes(1)), NOW)
                .getFirst()
                .scan()
                .id();
        assertThat(scans.on(blocked("192.0.2.7/32", 2, Duration.ofMinutes(4)), NOW.plusSeconds(61)))
                .singleElement()
                .satisfies(event -> assertThat(event.what()).isEqualTo(What.GREW))
                .satisfies(event -> assertThat(event.scan().id()).isEqualTo(id))
                .satisfies(event -> assertThat(event.scan().blocks()).isEqualTo(2));
    }

    @Test
    void many_sources_of_one_network_are_one_scan_once_that_is_blocked() {
        String first = scans.on(blocked("192.0.2.7/32", 1, Duration.ofMinutes(1)), NOW)
                .getFirst()
                .scan()
                .id();
        scans.on(blocked("192.0.2.8/32", 1, Duration.ofMinutes(1)), NOW);
        scans.on(blocked("198.51.100.7/32", 1, Duration.ofMinutes(1)), NOW);
        List<Event> events = scans.on(blocked("192.0.2.0/24", 1, Duration.ofMinutes(1)), NOW);
        assertThat(whats(events)).containsExactly(What.GREW);
        assertThat(events.getFirst().scan().id()).isEqualTo(first);
        assertThat(scans.going()).isEqualTo(2);
        assertThat(scans.on(blocked("192.0.2.9/32", 1, Duration.ofMinutes(1)), NOW))
                .isEmpty();
    }

    @Test
    void a_crowd_that_becomes_a_distributed_scan_grew() {
        scans.on(of(Report.Kind.CROWD), NOW);
        assertThat(whats(scans.on(of(Report.Kind.DISTRIBUTED), NOW))).containsExactly(What.GREW);
        assertThat(scans.on(of(Report.Kind.CROWD), NOW)).isEmpty();
        assertThat(scans.going()).isEqualTo(1);
    }

    @Test
    void forgiving_a_network_ends_its_scan() {
        scans.on(blocked("192.0.2.7/32", 1, Duration.ofDays(1)), NOW);
        assertThat(scans.forgive(Cidr.parse("192.0.2.8").orElseThrow(), NOW)).isEmpty();
        assertThat(whats(scans.forgive(Cidr.parse("192.0.2.7").orElseThrow(), NOW)))
                .containsExactly(What.ENDED);
    }

    @Test
    void what_is_remembered_is_bounded() {
        for (int i = 0; i < 2_000; i++) {
            scans.on(blocked("10.%d.%d.0/24".formatted(i / 200, i % 200), 1, Duration.ofMinutes(1)), NOW);
        }
        assertThat(scans.going()).isEqualTo(Scans.MOST);
        assertThat(scans.untold()).isEqualTo(1_500);
        assertThat(scans.recent()).hasSize(Scans.MOST_RECENT);
        assertThat(scans.tick(NOW.plusSeconds(10_000))).hasSize(Scans.MOST);
    }

    @Test
    void a_restart_keeps_what_happened_and_what_goes_on() {
        scans.on(of(Report.Kind.GUESSING), NOW);
        scans.on(blocked("2001:db8::/64", 1, Duration.ofHours(2)), NOW.plusSeconds(1));
        scans.tick(NOW.plusSeconds(1_000));
        var after = new Scans(new Random(2));
        after.restore(scans.export());
        assertThat(after.recent()).isEqualTo(scans.recent()).hasSize(3);
        assertThat(after.going()).isEqualTo(1);
        assertThat(whats(after.on(blocked("2001:db8::/64", 2, Duration.ofHours(8)), NOW.plusSeconds(7_300))))
                .containsExactly(What.GREW);
        assertThat(whats(after.tick(NOW.plusSeconds(60_000)))).containsExactly(What.ENDED);
    }

    @Test
    void garbage_in_place_of_events_changes_nothing() {
        for (int i = 0; i < 250; i++) {
            scans.on(blocked("192.0.2.%d/32".formatted(i), 1, Duration.ofHours(2)), NOW);
        }
        byte[] exported = scans.export();
        var after = new Scans(new Random(2));
        var random = new Random(3);
        for (int i = 0; i < 500; i++) {
            byte[] broken = Arrays.copyOf(exported, random.nextInt(exported.length));
            assertThatThrownBy(() -> after.restore(broken)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(after.recent()).isEmpty();
        after.restore(exported);
        assertThat(after.recent()).hasSize(Scans.MOST_RECENT);
    }
}
