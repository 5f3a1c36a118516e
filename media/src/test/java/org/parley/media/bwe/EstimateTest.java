// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A sender of 30 pictures a second that sends what the estimate allows, over a path with one narrow place.
class EstimateTest {
    private static final long MS = 1_000_000;
    private static final int PACKET = 1_000;
    private static final MemorySegment MEMORY = Arena.global().allocate(2_048);

    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final BottleneckPath path = new BottleneckPath(1_000_000, 11);
    private final List<Long> estimates = new ArrayList<>();
    private long now = 5_000 * MS;
    private long nextFrame = now;
    private double owed;

    /// Lets time pass in steps of a millisecond, and keeps the estimate of each 100 ms.
    private void run(int seconds) {
        estimates.clear();
        for (int i = 0; i < seconds * 1_000; i++) {
            now += MS;
            if (now >= nextFrame) {
                nextFrame += 33 * MS;
                owed += estimator.estimatedBitsPerSecond(now) / 8.0 * 0.033;
                while (owed >= PACKET) {
                    owed -= PACKET;
                    int sequence = estimator.nextSequence();
                    estimator.onSent(PACKET - BandwidthEstimator.OVERHEAD, now);
                    path.send(sequence, PACKET, now);
                }
            }
            for (byte[] report = path.report(now); report.length > 0; report = path.report(now)) {
                MemorySegment.copy(MemorySegment.ofArray(report), 0, MEMORY, 16, report.length);
                assertThat(estimator.onFeedback(MEMORY, 16, report.length, 2 * path.delayNanos, now))
                        .isTrue();
            }
            if (i % 100 == 0) {
                estimates.add(estimator.estimatedBitsPerSecond(now));
            }
        }
    }

    private double mean() {
        return estimates.stream().mapToLong(Long::longValue).average().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(longs = {300_000, 1_000_000, 3_000_000})
    void converges_to_what_the_path_carries(long capacity) {
        path.bitsPerSecond = capacity;
        run(20);
        run(20);
        assertThat(mean()).isBetween(0.85 * capacity, 1.15 * capacity);
    }

    @Test
    void follows_the_path_down_within_a_second_and_up_again() {
        path.bitsPerSecond = 3_000_000;
        run(30);
        path.bitsPerSecond = 300_000;
        run(1);
        assertThat(estimates.getLast()).isLessThan(500_000);
        run(20);
        assertThat(mean()).isBetween(0.75 * 300_000, 1.15 * 300_000);
        path.bitsPerSecond = 3_000_000;
        run(60); // without probes, by 8 % a second
        assertThat(estimates.getLast()).isGreaterThan(2_400_000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.15})
    void random_loss_does_not_make_it_collapse(double ratio) {
        path.bitsPerSecond = 2_000_000;
        path.loss = ratio;
        run(20);
        run(30);
        assertThat(mean()).isGreaterThan(1_400_000);
    }

    @Test
    void jitter_on_a_long_way_does_not_make_it_swing() {
        path.bitsPerSecond = 2_000_000;
        path.delayNanos = 100 * MS;
        path.jitterNanos = 30 * MS;
        run(20);
        run(60);
        assertThat(mean()).isBetween(1_500_000.0, 2_300_000.0);
        assertThat(estimates).allMatch(estimate -> estimate > 1_000_000);
    }

    @Test
    void a_full_queue_that_only_drops_is_noticed_by_loss() {
        path.bitsPerSecond = 800_000;
        path.queueNanos = 5 * MS;
        run(20);
        run(20);
        assertThat(mean()).isLessThan(1_000_000);
    }
}
