// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void the_median_of_an_even_number_is_the_mean_of_the_middle_two() {
        assertThat(Median.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void the_95th_percentile_is_by_nearest_rank() {
        var figures = java.util.stream.IntStream.rangeClosed(1, 30)
                .mapToObj(i -> (double) i)
                .toList();
        assertThat(Median.percentile(figures, 95)).isEqualTo(29);
        assertThat(Median.percentile(figures, 0)).isEqualTo(1);
        assertThat(Median.percentile(figures, 100)).isEqualTo(30);
    }

    @Test
    void no_figures_have_no_median() {
        assertThat(Median.of(List.of())).isNaN();
    }
}
