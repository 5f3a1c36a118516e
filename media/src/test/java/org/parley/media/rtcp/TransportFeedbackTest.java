// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransportFeedbackTest {
    private static final long MS = 1_000_000;
    private final MemorySegment memory = Arena.global().allocate(2_000);
    private final TransportFeedback feedback = new TransportFeedback();

    private Map<Integer, @Nullable Long> report() {
        int length = feedback.write(memory, 8, 1, 2);
        assertThat(length).isBetween(20, 1_400);
        return FeedbackDecoder.decode(memory.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void packets_in_order_are_reported_with_their_times() {
        for (int i = 0; i < 20; i++) {
            feedback.onPacket((65_530 + i) & 0xffff, 1_000 * MS + i * 10L * MS);
        }
        Map<Integer, @Nullable Long> report = report();
        assertThat(report.keySet()).hasSize(20).startsWith(65_530).endsWith(13);
        assertThat(report.get(65_530)).isEqualTo(4_000);
        assertThat(report.get(13)).isEqualTo(4_000 + 19 * 40);
        assertThat(feedback.pending()).isFalse();
    }

    @Test
    void lost_packets_are_reported_as_lost_even_at_the_start_of_a_report() {
        feedback.onPacket(1, 0);
        report();
        feedback.onPacket(5, 20 * MS);
        feedback.onPacket(7, 400 * MS);
        Map<Integer, @Nullable Long> report = report();
        assertThat(report).containsEntry(2, null).containsEntry(4, null).containsEntry(6, null);
        assertThat(report).containsEntry(5, 80L).containsEntry(7, 1_600L);
    }

    @Test
    void a_packet_that_overtook_is_reported_with_a_negative_delta() {
        feedback.onPacket(10, 100 * MS);
        feedback.onPacket(12, 101 * MS);
        feedback.onPacket(11, 102 * MS);
        assertThat(report()).containsEntry(11, 408L).containsEntry(12, 404L);
    }

    @Test
    void a_packet_that_came_after_it_was_reported_lost_is_reported_again() {
        feedback.onPacket(1, 0);
        feedback.onPacket(3, MS);
        assertThat(report()).containsEntry(2, null);
        feedback.onPacket(2, 2 * MS);
        assertThat(report()).containsEntry(2, 8L);
    }

    @Test
    void a_long_silence_starts_another_report() {
        feedback.onPacket(1, 0);
        feedback.onPacket(2, 60_000 * MS);
        assertThat(report()).containsOnlyKeys(1);
        assertThat(report()).containsEntry(2, 240_000L);
    }

    @Test
    void every_packet_is_reported_whatever_the_network_did() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TreeMap<Integer, Long> came = new TreeMap<>();
        TreeMap<Integer, Long> reported = new TreeMap<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(20) == 0 ? random.nextLong(200 * MS) : random.nextLong(3 * MS);
            int sequence = i + random.nextInt(20);
            if (random.nextInt(5) != 0) {
                feedback.onPacket(sequence, now);
                came.put(sequence, now / 250_000);
            }
            if (random.nextInt(40) == 0) {
                while (feedback.pending()) {
                    report().forEach((s, arrival) -> {
                        if (arrival != null) {
                            reported.put(s, arrival);
                        }
                    });
                }
            }
        }
        while (feedback.pending()) {
            report().forEach((s, arrival) -> {
                if (arrival != null) {
                    reported.put(s, arrival);
                }
            });
        }
        assertThat(reported).as("seed %d", seed).isEqualTo(came);
    }
}
