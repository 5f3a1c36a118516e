// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is remembered: across restarts, across nodes, and how much of it.
class GuardStateTest {
    private static final int SOURCES = 40;

    /// A random half hour at a door; returns the deltas it made.
    private static List<byte[]> halfHour(Fixture node, Random random) {
        var deltas = new ArrayList<byte[]>();
        node.guard.delta();
        for (int i = 0; i < 300; i++) {
            var source = new Source(0xc000_0000L + random.nextInt(SOURCES) * 128L);
            Way way = random.nextInt(6) == 0 ? Way.LINK : Way.PASSCODE;
            if (random.nextInt(3) == 0) {
                node.succeed(source, random.nextInt(5), way);
            } else {
                node.fail(source, random.nextInt(5), 1);
            }
            node.pass(Duration.ofSeconds(random.nextInt(12)));
            if (random.nextInt(10) == 0) {
                node.guard.delta().ifPresent(deltas::add);
            }
        }
        node.guard.delta().ifPresent(deltas::add);
        return deltas;
    }

    private static List<String> blocks(Fixture node) {
        return node.guard.overview(1_000, node.now).watched().stream()
                .filter(each -> each.step() == Overview.Step.BLOCKED)
                .map(each -> each.network() + each.until() + each.blocks() + each.why())
                .toList();
    }

    private static String standing(Fixture node, Source source) {
        Answer answer = node.ask(source, 99);
        return switch (answer) {
            case Answer.GoOn _ -> "goes on";
            case Answer.Work(Challenge challenge) -> "works " + challenge.hashes();
            case Answer.Blocked _ -> "blocked";
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nodes_that_hear_the_same_in_any_order_and_more_than_once_come_to_the_same(long seed) {
        var random = new Random(seed);
        var deltas = new ArrayList<byte[]>();
        for (int node = 0; node < 3; node++) {
            deltas.addAll(halfHour(new Fixture(Mode.ENFORCE, seed * 10 + node), random));
        }
        var one = new Fixture(Mode.ENFORCE, 100);
        var other = new Fixture(Mode.ENFORCE, 200);
        one.pass(Duration.ofMinutes(31));
        other.pass(Duration.ofMinutes(31));
        deltas.forEach(delta -> one.guard.merge(delta, one.now));
        var shuffled = new ArrayList<>(deltas);
        Collections.shuffle(shuffled, random);
        for (byte[] delta : shuffled) {
            other.guard.merge(delta, other.now);
            other.guard.merge(shuffled.get(random.nextInt(shuffled.size())), other.now);
        }
        // Repeats may come before the first, so hear all once more.
        shuffled.forEach(delta -> other.guard.merge(delta, other.now));
        Overview ones = one.guard.overview(1_000, one.now);
        Overview others = other.guard.overview(1_000, other.now);
        assertThat((double) others.mood().tries())
                .as("seed %d", seed)
                .isCloseTo((double) ones.mood().tries(), within(1.0));
        assertThat(blocks(other)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(blocks(one));
        for (int i = 0; i < SOURCES; i++) {
            var source = new Source(0xc000_0000L + i * 128L);
            assertThat(standing(other, source))
                    .as("seed %d, source %d", seed, i)
                    .isEqualTo(standing(one, source));
        }
    }

    @Test
    void two_nodes_together_stop_what_each_sees_half_of() {
        var one = new Fixture(Mode.ENFORCE, 1);
        var other = new Fixture(Mode.ENFORCE, 2);
        one.guard.delta();
        other.guard.delta();
        int tests = 0;
        for (int i = 0; i < 50; i++) {
            tests += one.fail(Fixture.HOME, i, 1) + other.fail(Fixture.HOME, i, 1);
            one.guard.delta().ifPresent(delta -> other.guard.merge(delta, other.now));
            other.guard.delta().ifPresent(delta -> one.guard.merge(delta, one.now));
        }
        assertThat(tests).isBetween(20, 22);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_restart_forgets_nothing(long seed) {
        var before = new Fixture(Mode.ENFORCE, seed);
        halfHour(before, new Random(seed));
        var after = new Fixture(Mode.ENFORCE, seed + 50);
        after.now = before.now;
        after.ask(new Source(1), 1);
        after.guard.restore(before.guard.export());
        assertThat(after.guard.overview(1_000, after.now).watched())
                .isEqualTo(before.guard.overview(1_000, before.now).watched());
        for (int i = 0; i < SOURCES; i++) {
            var source = new Source(0xc000_0000L + i * 128L);
            assertThat(standing(after, source)).isEqualTo(standing(before, source));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void who_comes_late_takes_over_what_there_is_and_counts_nothing_twice(long seed) {
        var early = new Fixture(Mode.ENFORCE, seed);
        halfHour(early, new Random(seed));
        for (int i = 0; i < 9_000; i++) {
            early.fail(new Source(0x0a00_0000L + i), 1_000 + i, 1);
        }
        var late = new Fixture(Mode.ENFORCE, seed + 50);
        late.now = early.now;
        for (int round = 0; round < 2; round++) {
            int parts = 0;
            int next = 0;
            do {
                Part part = early.guard.part(next);
                assertThat(part.bytes().length).isLessThan(80_000);
                late.guard.adopt(part.bytes(), late.now);
                late.guard.adopt(part.bytes(), late.now);
                next = part.next();
                parts++;
            } while (next != Part.END);
            assertThat(parts).isGreaterThan(1);
        }
        assertThat(blocks(late)).containsExactlyInAnyOrderElementsOf(blocks(early));
        for (int i = 0; i < SOURCES; i++) {
            var source = new Source(0xc000_0000L + i * 128L);
            assertThat(standing(late, source)).isEqualTo(standing(early, source));
        }
    }

    @Test
    void a_part_from_a_clock_that_is_ahead_leaves_nothing_behind() {
        var ahead = new Fixture(Mode.ENFORCE, 1);
        ahead.pass(Duration.ofHours(1));
        ahead.fail(Fixture.HOME, 1, 30);
        var node = new Fixture(Mode.ENFORCE, 2);
        node.guard.adopt(ahead.guard.part(0).bytes(), node.now);
        assertThat(node.guard.overview(10, node.now).watched()).isEmpty();
    }

    @Test
    void what_a_flood_leaves_to_tell_comes_in_pieces_that_fit_a_message() {
        var node = new Fixture(Mode.ENFORCE, 1);
        var other = new Fixture(Mode.ENFORCE, 2);
        node.guard.delta();
        for (int i = 0; i < 5_000; i++) {
            node.fail(new Source(0x0a00_0000L + i * 256L), 1_000 + i, 1);
        }
        int pieces = 0;
        for (var delta = node.guard.delta(); delta.isPresent(); delta = node.guard.delta()) {
            assertThat(delta.get().length).isLessThan(125_000);
            other.guard.merge(delta.get(), other.now);
            pieces++;
        }
        assertThat(pieces).isBetween(2, 10);
        assertThat(other.guard.overview(10, other.now).mood())
                .isEqualTo(node.guard.overview(10, node.now).mood());
        node.fail(Fixture.HOME, 1, 1);
        node.guard.alone();
        assertThat(node.guard.delta()).as("kept for nobody").isEmpty();
    }

    @Test
    void garbage_is_refused_whole() {
        var node = new Fixture();
        List<byte[]> deltas = halfHour(node, new Random(1));
        byte[] export = node.guard.export();
        var random = new Random(2);
        var target = new Fixture(Mode.ENFORCE, 3);
        for (int i = 0; i < 500; i++) {
            byte[] broken = (i % 2 == 0 ? export : deltas.get(i % deltas.size())).clone();
            if (broken.length > 0 && random.nextBoolean()) {
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                broken = Arrays.copyOf(broken, random.nextInt(broken.length + 9));
            }
            try {
                if (i % 2 == 0) {
                    target.guard.restore(broken);
                } else {
                    target.guard.merge(broken, target.now);
                }
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageContaining("guard");
            }
        }
        byte[] cut = Arrays.copyOf(export, export.length - 1);
        assertThatThrownBy(() -> target.guard.restore(cut)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> target.guard.merge(new byte[3], target.now))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ten_million_sources_fit_and_do_not_wash_out_who_is_blocked_or_known() {
        var policy = GuardPolicy.door();
        assertThat(policy.bytes()).isLessThan(64L << 20);
        var books = new Books(policy.withSourceBits(14), new Random(1));
        Ledger ledger = books.of(Level.ADDRESS);
        int blocked = ledger.claim(1, 1_000);
        ledger.block(blocked, 50_000, 1, Why.FAILURES);
        int known = ledger.claim(2, 1_000);
        ledger.add(known, 1_000, 0, 1, 0);
        // As many to each entry as ten million are to the door's table, and four times more.
        for (int i = 0; i < 16_384 * 80; i++) {
            int slot = ledger.claim(0x2001_0000_0000_0000L + i, 1_001);
            if (slot >= 0) {
                ledger.add(slot, 1_001, 1, 0, 0);
            }
        }
        assertThat(ledger.find(1)).isEqualTo(blocked);
        assertThat(ledger.find(2)).isEqualTo(known);
    }

    @Test
    void a_set_full_of_blocked_sources_makes_newcomers_work() {
        var books = new Books(GuardPolicy.door().withSourceBits(3), new Random(1));
        Ledger ledger = books.of(Level.ADDRESS);
        for (int i = 0; i < Ledger.WAYS; i++) {
            ledger.block(ledger.claim(i, 1_000), 5_000, 1, Why.FAILURES);
        }
        assertThat(ledger.claim(99, 1_000)).isEqualTo(-1);
        assertThat(ledger.isFull(99, 1_000)).isTrue();
        assertThat(ledger.claim(99, 5_001)).isNotEqualTo(-1);
    }
}
