// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final Source HOME = Fixture.HOME;
    private final Fixture it = new Fixture();

    @Test
    void the_first_tries_are_free_then_slower_then_cost_work_then_end() {
        for (int i = 0; i < 5; i++) {
            assertThat(it.ask(HOME, i))
                    .isInstanceOfSatisfying(
                            Answer.GoOn.class, a -> assertThat(a.delay()).isZero());
        }
        assertThat(it.ask(HOME, 5))
                .isInstanceOfSatisfying(
                        Answer.GoOn.class,
                        a -> assertThat(a.delay()).isBetween(Duration.ofMillis(250), Duration.ofSeconds(1)));
        it.fail(HOME, 6, 4);
        assertThat(it.ask(HOME, 6)).isInstanceOf(Answer.Work.class);
        assertThat(it.fail(HOME, 7, 100)).isEqualTo(10);
        assertThat(it.ask(HOME, 8))
                .isInstanceOfSatisfying(
                        Answer.Blocked.class,
                        a -> assertThat(a.retryAfter()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2)));
    }

    @Test
    void tries_at_once_are_counted_before_they_end() {
        long let = 0;
        for (int i = 0; i < 100; i++) {
            let += it.askAndSolve(HOME, i, Way.PASSCODE) instanceof Answer.GoOn ? 1 : 0;
        }
        assertThat(let).isEqualTo(20);
    }

    @Test
    void a_block_ends_by_itself_and_the_next_is_longer() {
        it.fail(HOME, 1, 100);
        it.pass(Duration.ofSeconds(61));
        assertThat(it.fail(HOME, 1, 100)).isBetween(3, 4);
        assertThat(it.ask(HOME, 1))
                .isInstanceOfSatisfying(
                        Answer.Blocked.class,
                        a -> assertThat(a.retryAfter()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(5)));
    }

    @Test
    void after_a_block_those_behind_the_address_who_succeed_get_in_one_after_the_other() {
        it.fail(HOME, 1, 100);
        it.pass(Duration.ofSeconds(61));
        for (int i = 0; i < 20; i++) {
            assertThat(it.succeed(HOME, 1, Way.PASSCODE)).as("person %d", i).isTrue();
        }
    }

    @Test
    void a_link_gets_in_from_a_blocked_source() {
        it.fail(HOME, 1, 100);
        assertThat(it.succeed(HOME, 1, Way.LINK)).isTrue();
    }

    @Test
    void wrong_links_cost_work_in_the_end_and_never_block() {
        for (int i = 0; i < 500; i++) {
            assertThat(it.askAndSolve(HOME, 1, Way.LINK)).isInstanceOf(Answer.GoOn.class);
        }
        assertThat(it.ask(HOME, 1, Way.LINK, null)).isInstanceOf(Answer.Work.class);
    }

    @Test
    void four_successes_pay_for_a_failure() {
        for (int i = 0; i < 40; i++) {
            it.succeed(HOME, 1, Way.PASSCODE);
        }
        assertThat(it.fail(HOME, 2, 100)).isEqualTo(30);
    }

    @Test
    void a_solution_is_taken_once() {
        it.fail(HOME, 1, 10);
        var challenge = ((Answer.Work) it.ask(HOME, 2)).challenge();
        String solution = Sim.solve(challenge);
        assertThat(it.ask(HOME, 2, Way.PASSCODE, solution)).isInstanceOf(Answer.GoOn.class);
        assertThat(it.ask(HOME, 2, Way.PASSCODE, solution)).isInstanceOf(Answer.Work.class);
    }

    @Test
    void challenges_that_nobody_solves_end_in_a_block() {
        it.fail(HOME, 1, 12);
        for (int i = 0; i < 49; i++) {
            assertThat(it.ask(HOME, 1)).isInstanceOf(Answer.Work.class);
            assertThat(it.ask(HOME, 1)).isInstanceOf(Answer.Work.class);
            it.pass(Duration.ofSeconds(1));
        }
        assertThat(it.ask(HOME, 1)).isInstanceOf(Answer.Work.class);
        assertThat(it.ask(HOME, 1)).isInstanceOf(Answer.Blocked.class);
    }

    @Test
    void a_number_guessed_at_from_many_sources_lets_few_in_but_those_who_were_in_before() {
        var regular = new Source(0x0101_0101L);
        it.succeed(regular, 42, Way.PASSCODE);
        int let = 0;
        for (int i = 0; i < 200; i++) {
            let += it.fail(new Source(0x2000_0000L + i * 256L), 42, 1);
        }
        assertThat(let).isBetween(40, 44);
        assertThat(it.succeed(regular, 42, Way.PASSCODE)).isTrue();
        assertThat(it.succeed(new Source(0x0202_0202L), 42, Way.LINK)).isTrue();
        it.pass(Duration.ofMinutes(5));
        assertThat(it.succeed(new Source(0x0303_0303L), 42, Way.PASSCODE)).isTrue();
        assertThat(it.succeed(new Source(0x0404_0404L), 42, Way.PASSCODE)).isFalse();
        assertThat(it.guard.drainReports()).extracting(Report::kind).contains(Report.Kind.GUESSING);
    }

    @Test
    void a_crowd_of_scanners_costs_unknown_sources_work_and_known_ones_nothing() {
        var known = new Source(0x0101_0101L);
        it.succeed(known, 1, Way.PASSCODE);
        for (int i = 0; i < 300; i++) {
            it.fail(new Source(0x2000_0000L + i * 256L), i, 1);
        }
        assertThat(it.ask(new Source(0x3000_0001L), 1)).isInstanceOf(Answer.Work.class);
        assertThat(it.ask(known, 1))
                .isInstanceOfSatisfying(
                        Answer.GoOn.class, a -> assertThat(a.delay()).isZero());
    }

    @Test
    void a_neighbour_who_got_in_does_not_pay_for_a_blocked_network() {
        var good = new Source(0xc000_02c8L);
        it.succeed(good, 1, Way.PASSCODE);
        for (int i = 0; i < 100; i++) {
            it.fail(new Source(0xc000_0200L + i), i, 3);
        }
        assertThat(it.ask(new Source(0xc000_02c9L), 1)).isInstanceOf(Answer.Blocked.class);
        assertThat(it.ask(good, 1)).isInstanceOf(Answer.GoOn.class);
        assertThat(it.guard.overview(10, it.now).watched())
                .extracting(Overview.Watched::network)
                .contains("192.0.2.0/24");
    }

    @Test
    void observing_counts_and_reports_and_lets_everybody_try() {
        var watch = new Fixture(Mode.OBSERVE, 1);
        assertThat(watch.fail(HOME, 1, 100)).isEqualTo(100);
        assertThat(watch.guard.counts().wouldBlock()).isPositive();
        assertThat(watch.guard.drainReports()).isNotEmpty();
    }

    @Test
    void the_lists_by_hand_come_first_and_the_narrower_network_wins() {
        var block = Cidr.parse("192.0.2.0/24").orElseThrow();
        var allow = Cidr.parse("192.0.2.1").orElseThrow();
        it.guard.setLists(new HandLists(List.of(allow), List.of(block)));
        assertThat(it.ask(new Source(0xc000_0202L), 1, Way.LINK, null)).isInstanceOf(Answer.Blocked.class);
        assertThat(it.fail(HOME, 1, 100)).isEqualTo(100);
    }

    @Test
    void reports_are_few_however_many_sources_are_blocked() {
        for (int i = 0; i < 500; i++) {
            it.fail(new Source(0x2000_0000L + i * 65_536L), i, 100);
        }
        assertThat(it.guard.drainReports()).hasSizeBetween(5, 20);
        assertThat(it.guard.counts().unreported()).isGreaterThan(300);
    }

    @Test
    void a_clock_set_right_leaves_nobody_blocked_for_years() {
        it.pass(Duration.ofDays(10_000));
        it.fail(HOME, 1, 100);
        it.pass(Duration.ofDays(-10_000));
        assertThat(it.ask(HOME, 1)).isNotInstanceOf(Answer.Blocked.class);
    }

    @Test
    void a_short_key_is_refused() {
        assertThatThrownBy(() -> new Guard(Fixture.SMALL, Mode.ENFORCE, new byte[16], new Random(1), it.now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 bytes");
    }
}
