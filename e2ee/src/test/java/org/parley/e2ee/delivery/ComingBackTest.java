// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.e2ee.delivery.Meetings.assertAllDecrypt;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComingBackTest {
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final Network network = new Network(31);

    @BeforeEach
    void three_are_in() {
        for (var name : List.of("ada", "lin", "eve")) {
            network.admit(name);
            network.run(A_MOMENT);
        }
        network.log.clear();
    }

    @Test
    void who_was_cut_off_for_a_moment_gets_the_commits_it_missed() {
        var eve = network.client("eve");
        eve.disconnect();
        network.admit("bob");
        network.run(A_MOMENT);
        network.admit("kim");
        network.run(A_MOMENT);
        eve.reconnect();
        network.run(A_MOMENT);

        assertThat(eve.member.epoch()).isEqualTo(4);
        assertThat(network.sent(ToMember.Rejoin.class)).isEmpty();
        assertAllDecrypt(network);
    }

    @Test
    void who_was_cut_off_for_a_moment_gets_the_messages_it_missed() {
        var eve = network.client("eve");
        eve.disconnect();
        network.client("ada").say(1, "one");
        network.run(A_MOMENT);
        network.admit("bob");
        network.run(A_MOMENT);
        network.client("ada").say(2, "two");
        network.run(A_MOMENT);
        eve.reconnect();
        network.run(A_MOMENT);

        assertThat(eve.read).containsExactly("ada: one", "ada: two");
    }

    @Test
    void who_reloads_gets_a_new_leaf_and_the_old_one_goes_in_the_same_commit() {
        network.client("lin").reload();
        network.run(A_MOMENT);

        assertThat(network.sent(ToMember.CommitNow.class)).singleElement().satisfies(asked -> {
            assertThat(asked.proposals()).hasSize(2);
            assertThat(asked.path()).isTrue();
        });
        assertThat(network.client("ada").member.roster()).hasSize(3);
        assertAllDecrypt(network);
    }

    @Test
    void who_was_away_too_long_is_added_again() {
        var eve = network.client("eve");
        eve.disconnect();
        network.admit("bob");
        network.run(A_MOMENT);
        for (var i = 0; i < Limits.HISTORY_ENTRIES; i++) {
            network.client("ada").say(i, "…");
            network.run(A_MOMENT);
        }
        network.log.clear();
        eve.reconnect();
        network.run(A_MOMENT);

        assertThat(network.sent(ToMember.Rejoin.class))
                .extracting(ToMember.Rejoin::reason)
                .containsExactly(ToMember.Rejoin.Why.TOO_FAR_BEHIND);
        assertAllDecrypt(network);
    }

    @Test
    void when_everybody_reloads_at_once_a_new_group_is_made() {
        network.present().forEach(Client::reload);
        network.run(Duration.ofSeconds(1));

        assertThat(network.all(Output.GroupAbandoned.class)).hasSize(1);
        assertAllDecrypt(network);
    }

    @Test
    void those_who_wait_do_not_wait_long_for_members_that_are_all_away() {
        network.client("lin").leave();
        network.client("eve").leave();
        network.run(A_MOMENT);
        network.client("ada").disconnect();
        network.admit("bob");
        network.run(Duration.ofSeconds(6));
        assertThat(network.client("bob").member.isIn()).isTrue();

        network.client("ada").reconnect();
        network.run(A_MOMENT);
        assertAllDecrypt(network);
    }

    @Test
    void a_server_that_restarted_knows_no_group_and_everybody_joins_a_new_one() {
        var after = new Network(32);
        for (var client : network.present()) {
            var moved = new Client(after, client.identity());
            moved.member = client.member;
            after.clients.put(moved.id(), moved);
            after.tell(new Input.Admitted(moved.identity()));
            moved.connected();
        }
        after.run(Duration.ofSeconds(1));

        assertThat(after.present()).hasSize(3);
        assertAllDecrypt(after);
    }

    @Test
    void a_lost_welcome_is_made_good_by_coming_again() {
        var bob = network.admit("bob");
        bob.loses = ToMember.Welcome.class::isInstance;
        network.run(A_MOMENT);
        assertThat(bob.member.isIn()).isFalse();
        bob.loses = message -> false;
        bob.reload();
        network.run(A_MOMENT);

        assertAllDecrypt(network);
    }

    @Test
    void who_could_not_use_its_welcome_is_added_again_by_another_member() {
        network.admit("bob");
        network.run(A_MOMENT);
        network.client("bob").join(new Input.Reason.BadWelcome());
        network.run(A_MOMENT);

        assertThat(network.all(Output.Send.class))
                .filteredOn(send -> send.message() instanceof ToMember.CommitNow)
                .extracting(send -> send.to().value())
                .containsExactly("ada", "lin");
        assertAllDecrypt(network);
    }

    @Test
    void who_is_admitted_again_after_leaving_gets_a_new_leaf() {
        var eve = network.client("eve");
        network.client("ada").mute = true;
        network.client("lin").mute = true;
        eve.leave();
        network.admit("eve");
        network.client("ada").mute = false;
        network.client("lin").mute = false;
        network.run(Duration.ofSeconds(8));

        assertThat(network.client("ada").member.roster()).hasSize(3);
        assertAllDecrypt(network);
    }
}
