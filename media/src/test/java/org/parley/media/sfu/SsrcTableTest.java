// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parley.media.rtp.Limits;

class SsrcTableTest {
    @Test
    void it_finds_what_a_map_finds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        SsrcTable<Integer> table = new SsrcTable<>();
        Map<Integer, Integer> map = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            int ssrc = random.nextInt(100) * 0x1000_0001;
            if (random.nextInt(3) == 0) {
                table.remove(ssrc);
                map.remove(ssrc);
            } else if (map.size() < Limits.MAX_SSRCS || map.containsKey(ssrc)) {
                assertThat(table.put(ssrc, i)).isTrue();
                map.put(ssrc, i);
            } else {
                assertThat(table.put(ssrc, i)).isFalse();
            }
            int other = random.nextInt(100) * 0x1000_0001;
            assertThat(table.get(other)).as("seed %d", seed).isEqualTo(map.get(other));
            assertThat(table.size()).isEqualTo(map.size());
        }
    }
}
