// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamsTest {
    @Test
    void the_window_remembers_what_a_set_would() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Streams streams = new Streams(1);
        int at = streams.add(7, 0);
        Set<Long> seen = new HashSet<>();
        long top = 0;
        for (int i = 0; i < 100_000; i++) {
            long index = Math.max(0, top + (random.nextInt(100) == 0 ? random.nextInt(3_000) : random.nextInt(12) - 9));
            index = random.nextInt(50) == 0 ? Math.max(0, top - random.nextInt(2_000)) : index;
            boolean known = seen.contains(index) || top - index >= Streams.WINDOW;
            assertThat(streams.isSeen(at, index))
                    .as("index %d, seed %d", index, seed)
                    .isEqualTo(known);
            if (!known) {
                streams.markSeen(at, index);
                seen.add(index);
                top = Math.max(top, index);
            }
        }
    }

    @Test
    void a_sequence_number_is_guessed_nearest_to_the_highest() {
        Streams streams = new Streams(1);
        int at = streams.add(7, 0x1_fff0);
        assertThat(streams.guess(at, 0xfff1)).isEqualTo(0x1_fff1);
        assertThat(streams.guess(at, 0x0003)).isEqualTo(0x2_0003);
        assertThat(streams.guess(at, 0xff00)).isEqualTo(0x1_ff00);
        streams.markSeen(at, 0x2_0003);
        assertThat(streams.guess(at, 0xfff2)).isEqualTo(0x1_fff2);
    }

    @Test
    void many_streams_are_found_again() {
        Streams streams = new Streams(500);
        for (int ssrc = 1; ssrc <= 500; ssrc++) {
            assertThat(streams.add(ssrc * 7_919, ssrc)).isNotNegative();
        }
        for (int ssrc = 1; ssrc <= 500; ssrc++) {
            assertThat(streams.highest(streams.find(ssrc * 7_919))).isEqualTo(ssrc);
        }
        assertThat(streams.find(3)).isEqualTo(-1);
        assertThat(streams.add(3, 0)).isEqualTo(-1);
    }
}
