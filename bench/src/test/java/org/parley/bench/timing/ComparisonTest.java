// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final int COUNT = 20_000;

    @Test
    void the_same_twice_does_not_differ() {
        for (int seed = 1; seed <= 20; seed++) {
            var random = new Random(seed);
            var found = Comparison.of(noise(random, 0), noise(random, 0));
            assertThat(found.differs()).as("seed %d: %s", seed, found).isFalse();
        }
    }

    @Test
    void two_microseconds_are_found_under_noise_of_a_hundred() {
        for (int seed = 1; seed <= 20; seed++) {
            var random = new Random(seed);
            var found = Comparison.of(noise(random, 0), noise(random, 2_000));
            assertThat(found.t()).as("seed %d: %s", seed, found).isGreaterThan(Comparison.MOST_T);
        }
    }

    @Test
    void a_tail_that_one_in_fifty_has_is_found() {
        var random = new Random(1);
        var often = new Samples();
        for (int i = 0; i < COUNT; i++) {
            often.add(once(random) + (i % 50 == 0 ? 400_000 : 0));
        }
        assertThat(Comparison.of(noise(random, 0), often).differs()).isTrue();
    }

    @Test
    void too_few_say_nothing() {
        var few = new Samples();
        few.add(1);
        var others = new Samples();
        others.add(1_000);
        assertThat(Comparison.of(few, others).differs()).isFalse();
    }

    /// Two of a hundred lie outside the other list at each end.
    @Test
    void distance_and_chance_are_the_usual_ones() {
        var first = new Samples();
        var second = new Samples();
        for (int i = 1; i <= 100; i++) {
            first.add(i);
            second.add(i + 2);
        }
        var found = Comparison.of(first, second);
        assertThat(found.distance()).isCloseTo(0.02, within(1e-9));
        assertThat(found.p()).isGreaterThan(0.99);
    }

    private static Samples noise(Random random, long more) {
        var samples = new Samples();
        for (int i = 0; i < COUNT; i++) {
            samples.add(once(random) + more);
        }
        return samples;
    }

    /// 150 µs, a bell of 20 µs, and now and then a long pause.
    private static long once(Random random) {
        double bell = 150_000 + 20_000 * random.nextGaussian();
        return (long) bell + (random.nextInt(20) == 0 ? random.nextInt(2_000_000) : 0);
    }
}
