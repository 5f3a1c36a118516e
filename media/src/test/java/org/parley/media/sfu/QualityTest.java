// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityTest {
    private static final long MS = 1_000_000;
    private final Quality quality = new Quality();
    private final List<Integer> told = new ArrayList<>();

    private void seconds(int count, int loss, long roundTrip) {
        for (int i = 0; i < count; i++) {
            if (quality.judge(loss, roundTrip, false)) {
                told.add(quality.level());
            }
        }
    }

    @Test
    void one_bad_second_is_not_told() {
        seconds(5, 0, 50 * MS);
        seconds(1, 80, 50 * MS);
        seconds(5, 0, 50 * MS);
        assertThat(told).isEmpty();
    }

    @Test
    void loss_and_delay_lower_it_step_by_step() {
        seconds(2, 8, 50 * MS);
        seconds(2, 30, 50 * MS);
        assertThat(told).containsExactly(Quality.FAIR, Quality.POOR);
        seconds(5, 0, 300 * MS);
        assertThat(told).endsWith(Quality.FAIR);
        seconds(5, 0, 50 * MS);
        assertThat(told).endsWith(Quality.GOOD);
    }

    @Test
    void a_level_that_changes_each_second_is_told_seldom() {
        for (int i = 0; i < 60; i++) {
            seconds(1, i % 2 == 0 ? 0 : 30, 50 * MS);
        }
        assertThat(told).isEmpty();
        for (int i = 0; i < 60; i++) {
            seconds(1, i % 2 == 0 ? 8 : 30, 50 * MS);
        }
        assertThat(told).containsExactly(Quality.FAIR);
    }

    @Test
    void whoever_says_nothing_is_lost() {
        quality.judge(0, 0, true);
        assertThat(quality.judge(0, 0, true)).isTrue();
        assertThat(quality.level()).isEqualTo(Quality.LOST);
    }
}
