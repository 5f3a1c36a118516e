// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.parley.meeting.door.guard.Overview.Step;
import org.parley.meeting.door.guard.Overview.Watched;

/// What the operator sees, and does by hand.
class OverviewTest {
    private static final Source HOME = Fixture.HOME;

    private final Fixture it = new Fixture();

    private Overview overview() {
        return it.guard.overview(10, it.now);
    }

    private Watched watched(String network) {
        return overview().watched().stream()
                .filter(each -> each.network().equals(network))
                .findFirst()
                .orElseThrow(() -> new AssertionError(network + " is not among " + overview()));
    }

    private void blockByHand(String network, Optional<Instant> until) {
        Cidr cidr = Cidr.parse(network).orElseThrow();
        it.guard.setLists(new HandLists(List.of(new HandLists.Line(cidr, HandLists.Hand.BLOCKED, until))));
    }

    @Test
    void nobody_is_watched_where_nobody_fails() {
        it.succeed(HOME, 1, Way.PASSCODE);
        it.fail(HOME, 1, 2);
        assertThat(overview().watched()).isEmpty();
        assertThat(overview().mood().crowd()).isEqualTo(Crowd.CALM);
    }

    @Test
    void a_source_is_seen_as_it_is_slowed_challenged_and_blocked() {
        it.fail(HOME, 1, 6);
        Watched slowed = watched("192.0.2.1/32");
        assertThat(slowed.step()).isEqualTo(Step.SLOWED);
        it.fail(HOME, 2, 6);
        assertThat(watched("192.0.2.1/32").step()).isEqualTo(Step.CHALLENGED);
        it.fail(HOME, 3, 100);
        Watched blocked = watched("192.0.2.1/32");
        assertThat(blocked.step()).isEqualTo(Step.BLOCKED);
        assertThat(blocked.why()).isEqualTo(Why.FAILURES);
        assertThat(blocked.blocks()).isEqualTo(1);
        assertThat(blocked.until()).isEqualTo(it.now.plus(Duration.ofMinutes(1)).truncatedTo(ChronoUnit.SECONDS));
        assertThat(overview().blocked()).isEqualTo(1);
    }

    @Test
    void who_is_slowed_is_free_at_the_time_that_is_said() {
        it.fail(HOME, 1, 9);
        Instant free = watched("192.0.2.1/32").until();
        it.pass(Duration.between(it.now, free).minusSeconds(30));
        assertThat(overview().watched()).hasSize(1);
        it.pass(Duration.ofSeconds(31));
        assertThat(overview().watched()).isEmpty();
    }

    @Test
    void the_reason_of_a_block_is_said_and_outlives_a_restart() {
        it.fail(HOME, 1, 12);
        for (int i = 0; i < 50; i++) {
            it.ask(HOME, 1);
            it.pass(Duration.ofSeconds(1));
        }
        assertThat(watched("192.0.2.1/32").why()).isEqualTo(Why.UNSOLVED);
        var after = new Fixture(Mode.ENFORCE, 9);
        after.guard.restore(it.guard.export());
        assertThat(after.guard.overview(10, it.now).watched())
                .extracting(Watched::why)
                .contains(Why.UNSOLVED);
    }

    @Test
    void those_held_up_most_come_first_and_the_rest_is_counted() {
        for (int i = 0; i < 30; i++) {
            it.fail(new Source(0x2000_0000L + i * 65_536L), i, i < 15 ? 7 : 100);
        }
        Overview overview = overview();
        assertThat(overview.watched()).hasSize(10).allMatch(each -> each.step() == Step.BLOCKED);
        assertThat(overview.blocked()).isGreaterThanOrEqualTo(15);
        assertThat(overview.blocked() + overview.slowed() + overview.challenged())
                .isGreaterThanOrEqualTo(30);
    }

    @Test
    void a_scan_from_many_sources_is_seen_and_when_it_is_calm_again() {
        for (int i = 0; i < 300; i++) {
            it.fail(new Source(0x2000_0000L + i * 65_536L), i, 1);
        }
        Overview.Mood mood = overview().mood();
        assertThat(mood.crowd()).isEqualTo(Crowd.ALERT);
        assertThat(mood.sources()).isCloseTo(mood.tries(), within(2L));
        assertThat(mood.until()).isAfter(it.now);
        it.now = mood.until().plusSeconds(1);
        assertThat(overview().mood().crowd()).isEqualTo(Crowd.CALM);
    }

    @Test
    void a_number_that_is_guessed_at_is_counted_and_not_named() {
        for (int i = 0; i < 15; i++) {
            it.fail(new Source(0x2000_0000L + i * 65_536L), 42, 1);
        }
        assertThat(overview().guessed()).isEqualTo(1);
    }

    @Test
    void the_last_minutes_are_counted_one_by_one_and_forgotten_after_an_hour() {
        it.fail(HOME, 1, 3);
        it.succeed(HOME, 1, Way.LINK);
        it.pass(Duration.ofMinutes(2));
        it.fail(HOME, 1, 100);
        List<Overview.Minute> minutes = overview().minutes();
        assertThat(minutes).hasSize(2);
        assertThat(minutes.getFirst()).extracting("tries", "hits", "misses").containsExactly(4, 1, 3);
        assertThat(minutes.getLast().refusals()).isPositive();
        it.pass(Duration.ofMinutes(60));
        assertThat(overview().minutes()).isEmpty();
    }

    @Test
    void a_network_blocked_by_hand_for_a_time_is_free_by_itself_when_it_is_over() {
        blockByHand("192.0.2.0/24", Optional.of(it.now.plusSeconds(90)));
        assertThat(it.ask(HOME, 1, Way.LINK, null))
                .isInstanceOfSatisfying(
                        Answer.Blocked.class,
                        a -> assertThat(a.retryAfter()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(125)));
        it.pass(Duration.ofSeconds(91));
        assertThat(it.succeed(HOME, 1, Way.PASSCODE)).isTrue();
    }

    @Test
    void of_two_lines_for_a_network_the_first_counts_until_it_is_over() {
        Cidr home = Cidr.parse("192.0.2.1").orElseThrow();
        var fromFile = new HandLists(List.of(home), List.of());
        var now = new HandLists.Line(home, HandLists.Hand.BLOCKED, Optional.of(it.now.plusSeconds(60)));
        it.guard.setLists(fromFile.under(List.of(now)));
        assertThat(it.ask(HOME, 1)).isInstanceOf(Answer.Blocked.class);
        it.pass(Duration.ofSeconds(61));
        assertThat(it.fail(HOME, 1, 100)).isEqualTo(100);
    }

    @Test
    void an_allowed_source_is_counted_and_never_slowed() {
        it.guard.setLists(new HandLists(List.of(Cidr.parse("192.0.2.1").orElseThrow()), List.of()));
        assertThat(it.fail(HOME, 1, 50)).isEqualTo(50);
        assertThat(watched("192.0.2.1/32").tries()).isEqualTo(50);
        it.guard.setLists(HandLists.NONE);
        assertThat(it.ask(HOME, 1)).isInstanceOf(Answer.Blocked.class);
    }

    @Test
    void a_block_is_forgiven_with_what_it_is_for() {
        it.fail(HOME, 1, 100);
        Cidr home = Cidr.parse("192.0.2.1").orElseThrow();
        assertThat(it.guard.forgive(Cidr.parse("192.0.2.0/25").orElseThrow(), it.now))
                .isFalse();
        assertThat(it.guard.forgive(home, it.now)).isTrue();
        assertThat(it.guard.forgive(home, it.now)).isFalse();
        assertThat(it.ask(HOME, 5)).isInstanceOf(Answer.GoOn.class);
        it.guard.drainReports();
        it.fail(HOME, 2, 100);
        assertThat(it.guard.drainReports())
                .as("the next block is told at once")
                .extracting(Report::where)
                .contains("192.0.2.1/32");
    }

    @Test
    void a_block_that_is_repeated_is_reported_at_once() {
        it.fail(HOME, 1, 100);
        it.pass(Duration.ofSeconds(61));
        it.fail(HOME, 1, 100);
        assertThat(it.guard.drainReports())
                .filteredOn(report -> report.where().equals("192.0.2.1/32"))
                .extracting(Report::blocks)
                .containsExactly(1, 2);
    }
}
