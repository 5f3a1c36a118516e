// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parley.e2ee.delivery.Meetings.assertAllDecrypt;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.member.Member.Change;
import org.parley.e2ee.member.MlsException;

class RemovalTest {
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final Network network = new Network(11);

    @BeforeEach
    void three_are_in() {
        for (var name : new String[] {"ada", "lin", "eve"}) {
            network.admit(name);
            network.run(A_MOMENT);
        }
    }

    @Test
    void who_leaves_is_removed_at_once_by_a_commit_with_a_path() {
        network.client("eve").leave();
        network.run(Duration.ofMillis(5));

        assertThat(network.client("ada").member.epoch()).isEqualTo(3);
        assertThat(network.sent(ToMember.CommitNow.class).getLast().path()).isTrue();
        assertThat(network.client("ada").member.roster()).hasSize(2);
        assertAllDecrypt(network);
    }

    @Test
    void who_was_removed_can_not_follow_even_with_all_that_was_said_later() throws MlsException {
        var eve = network.client("eve");
        var stolen = eve.member;
        eve.leave();
        network.run(A_MOMENT);
        network.client("ada").say(1, "without eve");
        network.run(A_MOMENT);

        var commit = network.sent(ToMember.Commit.class).getLast();
        var said = network.sent(ToMember.Application.class).getLast();
        assertThatThrownBy(() -> stolen.unprotect(said.epoch(), said.message(), network.now))
                .isInstanceOf(MlsException.class);
        assertThat(stolen.process(commit.proposals(), commit.commit(), network.now))
                .isEqualTo(Change.REMOVED);
        assertThat(stolen.isIn()).isFalse();
    }

    @Test
    void a_newcomer_can_not_read_what_was_said_before() {
        var ada = network.client("ada");
        ada.say(1, "before");
        network.run(A_MOMENT);
        var bob = network.admit("bob");
        network.run(A_MOMENT);

        var said = network.sent(ToMember.Application.class).getLast();
        assertThat(network.client("lin").read).containsExactly("ada: before");
        assertThat(bob.read).isEmpty();
        assertThatThrownBy(() -> bob.member.unprotect(said.epoch(), said.message(), network.now))
                .isInstanceOf(MlsException.class);
    }

    @Test
    void a_removal_takes_open_joins_with_it() {
        // Who comes soon after zoe is collected.
        network.admit("zoe");
        network.run(Duration.ofMillis(10));
        network.admit("bob");
        network.run(Duration.ofMillis(10));
        network.client("eve").leave();
        network.run(Duration.ofMillis(10));

        assertThat(network.client("ada").member.epoch()).isEqualTo(4);
        assertThat(network.client("bob").member.isIn()).isTrue();
        assertAllDecrypt(network);
    }

    @Test
    void the_committer_that_leaves_is_not_asked_to_remove_itself() {
        network.client("ada").leave();
        network.run(A_MOMENT);

        assertAllDecrypt(network);
        assertThat(network.client("lin").member.roster()).hasSize(2);
    }

    @Test
    void nothing_is_said_between_a_removal_and_the_commit() {
        network.client("ada").mute = true;
        network.client("eve").leave();
        network.client("lin").say(7, "is eve still here?");
        network.run(Duration.ofMillis(50));

        assertThat(network.client("lin").refusals)
                .extracting(ToMember.Refused::reason)
                .containsExactly(Refusal.REMOVAL_PENDING);
        assertThat(network.sent(ToMember.Application.class)).isEmpty();
    }

    @Test
    void what_was_under_way_when_a_removal_ended_the_epoch_has_to_be_said_again() {
        var lin = network.client("lin");
        network.client("eve").leave();
        network.run(Duration.ofMillis(50));
        network.tell(new Input.Application(lin.id(), 3, lin.member.epoch() - 1, Network.bytes("late"), null));
        network.run(A_MOMENT);

        assertThat(lin.refusals).extracting(ToMember.Refused::reason).containsExactly(Refusal.WRONG_EPOCH);
    }
}
