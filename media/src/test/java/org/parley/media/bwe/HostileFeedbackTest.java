// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parley.media.rtp.Bytes;

class HostileFeedbackTest {
    private static final long MS = 1_000_000;
    private static final int PACKET = 1_000;

    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final MemorySegment memory = Arena.global().allocate(1_500);
    private long now = 1_000 * MS;

    private int sent(int packets, long apart) {
        int first = estimator.nextSequence();
        for (int i = 0; i < packets; i++) {
            now += apart;
            estimator.onSent(PACKET - BandwidthEstimator.OVERHEAD, now);
        }
        return first & 0xffff;
    }

    /// A report that all came, one run with small deltas.
    private boolean report(int base, int count, long arrivalMillis, int delta) {
        Bytes.put16(memory, 12, base);
        Bytes.put16(memory, 14, count);
        Bytes.put24(memory, 16, (int) (arrivalMillis / 64));
        Bytes.put16(memory, 20, 0x2000 | count);
        for (int i = 0; i < count; i++) {
            Bytes.put8(memory, 22 + i, delta);
        }
        return estimator.onFeedback(memory, 0, (22 + count + 3) & ~3, 50 * MS, now);
    }

    @Test
    void who_says_that_all_came_at_once_gets_half_more_than_was_sent() {
        for (int i = 0; i < 600; i++) {
            int first = sent(10, 5 * MS); // 1.6 Mbit/s
            assertThat(report(first, 10, 64_000, 0)).isTrue();
        }
        assertThat(estimator.acknowledgedBitsPerSecond()).isBetween(1_500_000L, 1_700_000L);
        assertThat(estimator.estimatedBitsPerSecond(now)).isLessThan(2_700_000);
    }

    @Test
    void who_claims_delays_that_shrink_gets_no_more_either() {
        for (int i = 0; i < 600; i++) {
            int first = sent(10, 5 * MS);
            report(first, 10, 640_000 - i * 64L, 1);
        }
        assertThat(estimator.estimatedBitsPerSecond(now)).isLessThan(2_700_000);
    }

    @Test
    void what_was_not_sent_is_not_acknowledged() {
        int first = sent(10, 5 * MS);
        report(first + 10, 400, 1_000, 4);
        report(first + 30_000, 400, 1_000, 4);
        assertThat(estimator.acknowledgedBitsPerSecond()).isZero();
        assertThat(estimator.loss()).isZero();
    }

    @Test
    void a_packet_is_acknowledged_once() {
        int first = sent(100, 5 * MS);
        for (int i = 0; i < 50; i++) {
            report(first, 100, 1_000, 20);
        }
        assertThat(estimator.acknowledgedBitsPerSecond()).isLessThan(1_700_000);
    }

    @Test
    void a_report_that_all_is_lost_counts_each_packet_once() {
        sent(3_000, 5 * MS);
        for (int i = 0; i < 20_000; i++) {
            Bytes.put16(memory, 12, i * 977);
            Bytes.put16(memory, 14, 0xffff);
            for (int chunk = 0; chunk < 10; chunk++) {
                Bytes.put16(memory, 20 + 2 * chunk, 0x1fff);
            }
            assertThat(estimator.onFeedback(memory, 0, 40, 50 * MS, now += MS)).isTrue();
        }
        assertThat(estimator.estimatedBitsPerSecond(now)).isBetween(BandwidthEstimator.LEAST, 1_000_000L);
    }

    @Test
    void what_is_cut_off_is_malformed() {
        int first = sent(20, 5 * MS);
        assertThat(report(first, 20, 1_000, 4)).isTrue();
        for (int length = 0; length < 42; length++) {
            assertThat(estimator.onFeedback(memory, 0, length, 50 * MS, now)).isFalse();
        }
    }

    @Test
    void noise_makes_neither_an_exception_nor_a_senseless_estimate() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] bytes = new byte[200];
        for (int i = 0; i < 50_000; i++) {
            sent(random.nextInt(3), MS);
            random.nextBytes(bytes);
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
            Bytes.put16(memory, 12, estimator.nextSequence() - random.nextInt(100));
            Bytes.put16(memory, 14, random.nextInt(200));
            estimator.onFeedback(memory, 0, random.nextInt(50) * 4, 50 * MS, now);
            assertThat(estimator.estimatedBitsPerSecond(now))
                    .as("seed %d", seed)
                    .isBetween(BandwidthEstimator.LEAST, BandwidthEstimator.MOST);
        }
    }

    @Test
    void a_ridiculous_remb_is_bounded() {
        estimator.onRemb(Long.MAX_VALUE, now);
        assertThat(estimator.estimatedBitsPerSecond(now)).isEqualTo(BandwidthEstimator.MOST);
        estimator.onRemb(0, now);
        assertThat(estimator.estimatedBitsPerSecond(now)).isEqualTo(BandwidthEstimator.LEAST);
    }
}
