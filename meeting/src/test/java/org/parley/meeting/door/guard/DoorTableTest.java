// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/// The table of `docs/door.md`, with bounds that hold for any change of the policy: scanners that solve every
/// proof of work and come back the second a block ends, and the people who are invited meanwhile.
class DoorTableTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final long MEETING = 42;

    private final Sim sim = new Sim(5, Mode.ENFORCE, GuardPolicy.door().withSourceBits(17));
    private final Sim.Loot loot = new Sim.Loot();
    private final Sim.Welcome welcome = new Sim.Welcome();

    private void scanners(int count, LongSupplier targets) {
        for (int i = 0; i < count; i++) {
            sim.scan(sim.ipv4(), targets, Duration.ofMillis(sim.random.nextInt(60_000)), MINUTE, true, loot);
        }
    }

    private void people(Source office, Way way) {
        for (int i = 0; i < 300; i++) {
            Duration when = HOUR.plusMillis(sim.random.nextInt(300_000));
            Source from = office.bits() == 0 ? sim.ipv4() : office;
            sim.invite(from, MEETING, way, way == Way.LINK ? 0 : sim.mistakes(), when, welcome);
        }
    }

    private static final Source HOMES = new Source(0);

    @Test
    void one_source_tests_a_few_dozen_numbers_a_day() {
        sim.scan(sim.ipv4(), sim.random::nextLong, Duration.ZERO, Duration.ofSeconds(1), true, loot);
        sim.runUntil(HOUR);
        assertThat(loot.tests).isBetween(20L, 40L);
        sim.runUntil(DAY);
        assertThat(loot.tests).isLessThan(60);
    }

    @Test
    void ten_thousand_sources_of_one_ipv6_network_are_stopped_together() {
        for (int i = 0; i < 10_000; i++) {
            var source = new Source((0x2001_0db8L << 32) | ((long) i << 16) | sim.random.nextInt(1 << 16));
            sim.scan(source, sim.random::nextLong, Duration.ofMillis(sim.random.nextInt(60_000)), MINUTE, true, loot);
        }
        sim.runUntil(HOUR);
        assertThat(loot.tests).isBetween(250L, 450L);
    }

    @Test
    void two_thousand_sources_with_a_try_a_minute_have_a_few_tries_each() {
        scanners(2_000, sim.random::nextLong);
        people(sim.ipv4(), Way.PASSCODE);
        people(HOMES, Way.PASSCODE);
        people(HOMES, Way.LINK);
        sim.runUntil(HOUR);
        assertThat(loot.tests).isLessThan(20_000);
        sim.runUntil(HOUR.multipliedBy(2));
        assertThat(welcome.in).isEqualTo(900);
        assertThat(welcome.slowed).isLessThan(420);
        assertThat(welcome.blocked).isLessThan(10);
        sim.runUntil(DAY);
        assertThat(loot.tests).isLessThan(40_000);
        assertThat(sim.guard.drainReports()).extracting(Report::kind).contains(Report.Kind.DISTRIBUTED);
    }

    @Test
    void guessing_at_one_passcode_trickles_and_link_holders_all_get_in() {
        scanners(2_000, () -> MEETING);
        people(HOMES, Way.LINK);
        sim.runUntil(HOUR.multipliedBy(2));
        assertThat(loot.tests).isLessThan(80);
        assertThat(welcome.in).isEqualTo(300);
        assertThat(welcome.slowed).isZero();
    }

    @Test
    void an_office_of_three_hundred_who_mistype_gets_in_without_a_block() {
        people(sim.ipv4(), Way.PASSCODE);
        sim.runUntil(HOUR.multipliedBy(2));
        assertThat(welcome.in).isEqualTo(300);
        assertThat(welcome.blocked).isZero();
        assertThat(welcome.slowed).isLessThan(10);
    }

    @Test
    void an_office_where_the_first_fifteen_mistype_twice_waits_minutes_not_hours() {
        Source office = sim.ipv4();
        for (int i = 0; i < 300; i++) {
            Duration when = HOUR.plusMillis(i < 15 ? i * 200L : 5_000 + sim.random.nextInt(300_000));
            sim.invite(office, MEETING, Way.PASSCODE, i < 15 ? 2 : 0, when, welcome);
        }
        sim.runUntil(HOUR.multipliedBy(4));
        assertThat(welcome.in).isEqualTo(300);
        assertThat(welcome.mostLostMillis).isLessThan(Duration.ofMinutes(10).toMillis());
    }
}
