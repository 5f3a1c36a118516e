// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuardPolicyTest {
    @Test
    void guessing_at_one_account_trickles_and_whoever_signed_in_from_there_before_is_not_touched() {
        var it = new Fixture(GuardPolicy.signIn().withHashes(2), Mode.ENFORCE, 1);
        it.succeed(Fixture.HOME, 5, Way.PASSCODE);
        int let = 0;
        for (int i = 0; i < 100; i++) {
            let += it.fail(new Source(0x2000_0000L + i * 256L), 5, 1);
        }
        assertThat(let).isBetween(15, 19);
        assertThat(it.succeed(Fixture.HOME, 5, Way.PASSCODE)).isTrue();
    }

    @Test
    void setting_up_can_be_tried_half_as_often_as_the_door() {
        var it = new Fixture(GuardPolicy.setup().withHashes(2), Mode.ENFORCE, 1);
        assertThat(it.fail(Fixture.HOME, 1, 100)).isEqualTo(10);
    }

    @Test
    void the_smaller_guards_take_little_memory() {
        assertThat(GuardPolicy.signIn().bytes()).isLessThan(16_000_000);
        assertThat(GuardPolicy.setup().bytes()).isLessThan(13_000_000);
    }

    @Test
    void steps_that_do_not_rise_are_refused() {
        Duration minute = Duration.ofMinutes(1);
        assertThatThrownBy(() -> new Scale(5, 4, 20, 3, minute, minute))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rise");
        assertThatThrownBy(() -> new Scale(1, 2, 3, 1, minute, Duration.ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blocks");
    }
}
