// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PuzzlesTest {
    private static final int NOW = 200_000_000;
    private final Puzzles puzzles = new Puzzles(new byte[32], new Random(1), NOW);

    @Test
    void a_solution_is_bound_to_its_source() {
        String solution = Sim.solve(puzzles.issue(Fixture.HOME, 100, NOW));
        assertThat(puzzles.redeem(new Source(1), solution, NOW)).isFalse();
        assertThat(puzzles.redeem(Fixture.HOME, solution, NOW)).isTrue();
    }

    @Test
    void a_solution_is_taken_for_two_minutes() {
        String early = Sim.solve(puzzles.issue(Fixture.HOME, 100, NOW));
        String late = Sim.solve(puzzles.issue(Fixture.HOME, 100, NOW));
        assertThat(puzzles.redeem(Fixture.HOME, early, NOW + 120)).isTrue();
        assertThat(puzzles.redeem(Fixture.HOME, late, NOW + 121)).isFalse();
    }

    @Test
    void a_node_takes_what_another_with_the_same_key_has_issued_and_nothing_else() {
        String solution = Sim.solve(puzzles.issue(Fixture.HOME, 100, NOW));
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertThat(new Puzzles(otherKey, new Random(2), NOW).redeem(Fixture.HOME, solution, NOW))
                .isFalse();
        assertThat(new Puzzles(new byte[32], new Random(2), NOW).redeem(Fixture.HOME, solution, NOW))
                .isTrue();
    }

    @Test
    void what_was_issued_before_a_start_is_refused_after_it() {
        String solution = Sim.solve(puzzles.issue(Fixture.HOME, 100, NOW));
        assertThat(new Puzzles(new byte[32], new Random(2), NOW + 1).redeem(Fixture.HOME, solution, NOW + 1))
                .isFalse();
    }

    /// The web client's test has the same figures.
    @Test
    void a_known_solution_is_one() {
        byte[] token = new byte[32];
        for (int i = 0; i < token.length; i++) {
            token[i] = (byte) i;
        }
        assertThat(Puzzles.solves(token, 0x345a, 16_384)).isTrue();
        assertThat(Puzzles.solves(token, 0x345b, 16_384)).isFalse();
    }

    @Test
    void an_easier_challenge_can_not_be_made_up() {
        var challenge = puzzles.issue(Fixture.HOME, 1 << 24, NOW);
        byte[] token = Base64.getUrlDecoder().decode(challenge.token());
        ByteBuffer.wrap(token).putInt(4, 1);
        String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        assertThat(puzzles.redeem(Fixture.HOME, forged + ".0", NOW)).isFalse();
    }

    @Test
    void garbage_is_no_solution() {
        String token = puzzles.issue(Fixture.HOME, 1, NOW).token();
        var random = new Random(3);
        for (String text :
                new String[] {"", ".", token, token + ".", token + ".zz", "ü".repeat(43) + ".0", token + ".-1"}) {
            assertThat(puzzles.redeem(Fixture.HOME, text, NOW)).as(text).isFalse();
        }
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder(token + ".0");
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
            puzzles.redeem(Fixture.HOME, text.toString(), NOW);
        }
    }

    @Test
    void a_flood_of_solutions_is_taken_once_each_at_most() {
        var spent = new SpentSolutions(120, NOW);
        var random = new Random(4);
        long[] tags = random.longs(200_000).toArray();
        int taken = 0;
        for (long tag : tags) {
            taken += spent.spend(tag, NOW + 10, NOW + 10) ? 1 : 0;
        }
        assertThat(taken).isGreaterThan(100_000);
        int twice = 0;
        for (long tag : tags) {
            twice += spent.spend(tag, NOW + 10, NOW + 11) ? 1 : 0;
        }
        assertThat(twice).isZero();
    }

    @Test
    void the_work_asked_for_is_the_work_done_on_average() {
        long tried = 0;
        for (int i = 0; i < 400; i++) {
            var challenge = puzzles.issue(Fixture.HOME, 64, NOW);
            String solution = Sim.solve(challenge);
            tried += Long.parseLong(solution.substring(solution.indexOf('.') + 1), 16) + 1;
        }
        assertThat(tried / 400.0).isBetween(55.0, 74.0);
    }
}
