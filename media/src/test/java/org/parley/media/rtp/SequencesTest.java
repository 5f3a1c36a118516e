// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SequencesTest {
    @Test
    void numbers_go_on_over_the_wrap_and_late_ones_belong_before_it() {
        SequenceWindow window = new SequenceWindow();
        long first = window.accept(65_534);
        assertThat(window.accept(1)).isEqualTo(first + 3);
        assertThat(window.accept(65_535)).isEqualTo(first + 1);
        assertThat(window.accept(65_533)).isEqualTo(first - 1);
        assertThat(window.highest()).isEqualTo(first + 3);
    }

    @Test
    void a_duplicate_and_what_is_too_old_are_refused() {
        SequenceWindow window = new SequenceWindow();
        window.accept(10);
        assertThat(window.accept(10)).isEqualTo(-1);
        window.accept(2_000);
        assertThat(window.accept(11)).isEqualTo(-1);
        assertThat(window.accept(1_999)).isPositive();
    }

    @Test
    void every_number_is_accepted_once_whatever_the_order() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        SequenceWindow window = new SequenceWindow();
        Set<Long> accepted = new HashSet<>();
        long base = 0;
        for (int i = 0; i < 200_000; i++) {
            int sequence = (i + random.nextInt(600)) & 0xffff;
            long extended = window.accept(sequence);
            if (i == 0) {
                base = extended;
            }
            if (extended >= 0) {
                assertThat(accepted.add(extended)).as("seed %d", seed).isTrue();
                assertThat((int) extended & 0xffff).isEqualTo(sequence);
            }
        }
        assertThat(accepted.size()).as("seed %d", seed).isGreaterThan(120_000);
        assertThat(window.highest() - base).isBetween(199_000L, 201_000L);
    }

    @Test
    void numbers_are_without_gaps_for_what_is_left_out_and_the_same_for_late_ones() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        GapCloser closer = new GapCloser();
        TreeMap<Long, Long> numbers = new TreeMap<>();
        for (long extended = 100; extended < 5_000; extended++) {
            int what = random.nextInt(10);
            if (what == 0) {
                closer.omit(extended);
            } else if (what > 1) {
                numbers.put(extended, closer.number(extended));
            }
            long late = extended - random.nextInt(60);
            Long before = numbers.get(late);
            if (before != null) {
                assertThat(closer.number(late)).as("seed %d", seed).isEqualTo(before);
            }
        }
        // distinct and in order
        long last = Long.MIN_VALUE;
        for (long number : numbers.values()) {
            assertThat(number).as("seed %d", seed).isGreaterThan(last);
            last = number;
        }
    }

    @Test
    void a_packet_from_before_all_that_is_remembered_has_no_number() {
        GapCloser closer = new GapCloser();
        for (int i = 0; i < 40; i++) {
            closer.omit(100 + i);
        }
        assertThat(closer.number(50)).isEqualTo(-1);
        assertThat(closer.number(200)).isEqualTo(160);
    }

    @Test
    void the_cache_gives_back_what_was_put_or_nothing() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        PacketCache cache = new PacketCache(64 * 1_024);
        RtpPacket packet = new RtpPacket();
        byte[] ids = new byte[256];
        int found = 0;
        for (int number = 0; number < 20_000; number++) {
            ByteBuffer bytes = ByteBuffer.allocate(12 + 4 + random.nextInt(1_300));
            bytes.put(0, (byte) 0x80).putInt(12, number);
            assertThat(packet.read(MemorySegment.ofBuffer(bytes), 0, bytes.capacity(), ids))
                    .isTrue();
            cache.put(number, packet);
            int asked = Math.max(0, number - random.nextInt(700));
            if (cache.get(asked, packet, ids)) {
                found++;
                assertThat(Bytes.i32(packet.buffer(), packet.payloadOffset()))
                        .as("seed %d", seed)
                        .isEqualTo(asked);
            } else {
                assertThat(number - asked).isGreaterThan(40);
            }
        }
        assertThat(found).isGreaterThan(1_000);
    }
}
