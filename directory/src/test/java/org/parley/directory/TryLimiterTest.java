// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TryLimiterTest {
    private Instant now = Instant.EPOCH;

    @Test
    void tries_run_out_and_come_back_one_by_one() {
        var limiter = new TryLimiter(() -> now, 3, Duration.ofSeconds(30));
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.take("ada")).isZero();
        }
        assertThat(limiter.take("ada")).isEqualTo(Duration.ofSeconds(10));
        assertThat(limiter.take("somebody else")).isZero();
        now = now.plusSeconds(10);
        assertThat(limiter.take("ada")).isZero();
        assertThat(limiter.take("ada")).isPositive();
    }

    @Test
    void looking_takes_no_try() {
        var limiter = new TryLimiter(() -> now, 1, Duration.ofSeconds(10));
        assertThat(limiter.untilNext("ada")).isZero();
        assertThat(limiter.untilNext("ada")).isZero();
        assertThat(limiter.take("ada")).isZero();
        assertThat(limiter.untilNext("ada")).isEqualTo(Duration.ofSeconds(10));
        now = now.plusSeconds(10);
        assertThat(limiter.untilNext("ada")).isZero();
    }
}
