// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static final Offset<Double> ROUNDING = within(0.01);

    @Test
    void one_to_ten_makes_ten_packets_of_one() {
        var shape = Shape.fanOut(10, 2);
        assertThat(shape.packetsInPerSecond(StreamProfile.EVEN_VIDEO)).isCloseTo(2 * 170, ROUNDING);
        assertThat(shape.packetsOutPerSecond(StreamProfile.EVEN_VIDEO)).isCloseTo(2 * 1_700, ROUNDING);
    }

    @Test
    void nobody_is_sent_what_is_its_own() {
        var shape = Shape.everyone(10, 1);
        assertThat(shape.packetsInPerSecond(StreamProfile.EVEN_VIDEO)).isCloseTo(10 * 120 + 3 * 50, ROUNDING);
        assertThat(shape.packetsOutPerSecond(StreamProfile.EVEN_VIDEO)).isCloseTo(10 * 9 * 120 + 3 * 9 * 50, ROUNDING);
    }
}
