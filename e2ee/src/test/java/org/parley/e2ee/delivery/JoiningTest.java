// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.e2ee.delivery.Meetings.assertAllDecrypt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.member.LinkPsk;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.Welcome;

class JoiningTest {
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final Network network = new Network(1);

    @Test
    void the_first_participant_makes_the_group() {
        var ada = network.admit("ada");
        network.run(A_MOMENT);

        assertThat(ada.member.epoch()).isZero();
        assertThat(ada.received).singleElement().isInstanceOf(ToMember.Create.class);
        assertAllDecrypt(network);
    }

    @Test
    void the_second_is_added_and_both_have_the_same_code() {
        var ada = network.admit("ada");
        network.run(A_MOMENT);
        var lin = network.admit("lin");
        network.run(A_MOMENT);

        assertThat(lin.member.epoch()).isEqualTo(1);
        assertThat(lin.member.safetyCode()).isEqualTo(ada.member.safetyCode());
        assertAllDecrypt(network);
    }

    @Test
    void who_comes_alone_is_let_in_at_once() {
        network.admit("ada");
        network.run(A_MOMENT);
        var lin = network.admit("lin");
        network.run(Duration.ofMillis(10));

        assertThat(lin.member.isIn()).isTrue();
        assertAllDecrypt(network);
    }

    @Test
    void many_who_come_at_once_are_added_by_one_commit_after_the_first_of_them_without_a_path() {
        network.admit("ada");
        network.run(A_MOMENT);
        IntStream.range(0, 20).forEach(i -> network.admit("guest" + i));
        network.run(A_MOMENT);

        assertAllDecrypt(network);
        assertThat(network.sent(ToMember.CommitNow.class))
                .extracting(asked -> asked.proposals().size())
                .containsExactly(1, 19);
        assertThat(network.sent(ToMember.CommitNow.class)).noneMatch(ToMember.CommitNow::path);
    }

    @Test
    void a_crowd_makes_no_more_commits_than_one_for_each_time_of_collecting() {
        network.admit("ada");
        network.run(A_MOMENT);
        for (var i = 0; i < 40; i++) {
            network.admit("guest" + i);
            network.run(Duration.ofMillis(25));
        }
        network.run(A_MOMENT);

        assertAllDecrypt(network);
        assertThat(network.sent(ToMember.CommitNow.class)).hasSizeBetween(4, 10);
    }

    @Test
    void each_newcomer_gets_a_welcome_with_its_own_secrets_alone() throws Exception {
        network.admit("ada");
        network.run(A_MOMENT);
        IntStream.range(0, 5).forEach(i -> network.admit("guest" + i));
        network.run(A_MOMENT);

        for (var welcome : network.sent(ToMember.Welcome.class)) {
            var read = MlsMessage.decode(welcome.welcome(), Welcome.class);
            assertThat(read.secrets()).hasSize(1);
        }
        assertThat(network.sent(ToMember.Welcome.class)).hasSize(5);
    }

    @Test
    void no_more_than_sixty_four_are_added_by_one_commit() {
        network.admit("ada");
        network.run(A_MOMENT);
        IntStream.range(0, 70).forEach(i -> network.admit("guest" + i).loses = message -> true);
        network.run(Duration.ofSeconds(2));

        assertThat(network.sent(ToMember.CommitNow.class))
                .extracting(asked -> asked.proposals().size())
                .containsExactly(1, 64, 5);
    }

    @Test
    void who_leaves_before_being_added_is_not_added() {
        network.admit("ada");
        network.run(A_MOMENT);
        network.client("ada").mute = true;
        network.admit("lin");
        network.run(A_MOMENT);
        network.client("lin").leave();
        network.client("ada").mute = false;
        network.run(Duration.ofSeconds(30));

        assertThat(network.client("ada").member.epoch()).isZero();
        assertThat(network.sent(ToMember.Rejoin.class)).isEmpty();
    }

    @Test
    void in_a_link_bound_meeting_everybody_with_the_link_comes_in() {
        var bound = new Network(2, true);
        for (var name : List.of("ada", "lin", "eve")) {
            bound.admit(name).linkPsk = Optional.of(new LinkPsk(new byte[] {1, 2, 3}));
            bound.run(A_MOMENT);
        }
        assertAllDecrypt(bound);
    }

    @Test
    void in_a_link_bound_meeting_nobody_without_the_link_comes_in() {
        var bound = new Network(3, true);
        bound.admit("ada").linkPsk = Optional.of(new LinkPsk(new byte[] {1, 2, 3}));
        bound.run(A_MOMENT);
        var eve = bound.admit("eve");
        bound.run(A_MOMENT);

        assertThat(eve.bad).isPositive();
        assertThat(eve.member.isIn()).isFalse();
    }
}
