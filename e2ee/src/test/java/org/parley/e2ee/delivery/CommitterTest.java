// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.e2ee.delivery.Meetings.assertAllDecrypt;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.Identity.Kind;

class CommitterTest {
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final Network network = new Network(21);

    @BeforeEach
    void three_are_in() {
        for (var name : List.of("ada", "lin", "eve")) {
            network.admit(name);
            network.run(A_MOMENT);
        }
        network.log.clear();
    }

    @Test
    void the_lowest_leaf_commits() {
        network.admit("bob");
        network.run(A_MOMENT);

        assertThat(askedOf()).containsExactly("ada");
    }

    @Test
    void the_next_is_asked_when_the_first_lets_its_turn_pass() {
        network.client("ada").mute = true;
        network.admit("bob");
        network.run(Duration.ofSeconds(3));

        assertThat(askedOf()).containsExactly("ada", "lin");
        assertAllDecrypt(network);
    }

    @Test
    void who_let_a_turn_pass_is_asked_last_from_then_on() {
        network.client("ada").mute = true;
        network.admit("bob");
        network.run(Duration.ofSeconds(3));
        network.admit("kim");
        network.run(A_MOMENT.multipliedBy(2));

        assertThat(askedOf()).containsExactly("ada", "lin", "lin");
        assertAllDecrypt(network);
    }

    @Test
    void a_late_commit_counts_if_it_is_the_first() {
        var ada = network.client("ada");
        ada.meddler = (made, asked) -> {
            network.after(Duration.ofMillis(2500), () -> network.tell(made));
            return new Input.CommitMade(ada.id(), made.epoch() - 1, 0, made.commit(), null);
        };
        network.client("lin").mute = true;
        network.admit("bob");
        network.run(Duration.ofSeconds(4));

        assertThat(ada.refusals).extracting(ToMember.Refused::reason).containsExactly(Refusal.WRONG_EPOCH);
        assertThat(ada.member.epoch()).isEqualTo(3);
        assertAllDecrypt(network);
    }

    @Test
    void of_two_commits_for_one_epoch_the_first_counts_for_everybody() {
        var ada = network.client("ada");
        ada.meddler = (made, asked) -> {
            network.after(Duration.ofMillis(2100), () -> network.tell(made));
            return new Input.CommitMade(ada.id(), made.epoch() - 1, 0, made.commit(), null);
        };
        network.admit("bob");
        network.run(Duration.ofSeconds(4));

        assertThat(network.sent(ToMember.Commit.class))
                .extracting(ToMember.Commit::epoch)
                .containsOnly(2L);
        assertThat(network.client("ada").refusals)
                .extracting(ToMember.Refused::reason)
                .contains(Refusal.WRONG_EPOCH);
        assertAllDecrypt(network);
    }

    @Test
    void an_endpoint_commits_before_a_connector() {
        var other = new Network(22);
        other.admit("phone", Kind.PHONE);
        other.run(A_MOMENT);
        other.admit("ada");
        other.run(A_MOMENT);
        other.log.clear();
        other.admit("lin");
        other.run(A_MOMENT);

        assertThat(other.all(Output.Send.class))
                .filteredOn(send -> send.message() instanceof ToMember.CommitNow)
                .extracting(send -> send.to().value())
                .containsExactly("ada");
        assertAllDecrypt(other);
    }

    @Test
    void when_nobody_commits_the_group_is_made_anew() {
        network.clients.values().forEach(client -> client.mute = true);
        network.admit("bob");
        network.run(Duration.ofSeconds(30));

        assertThat(network.all(Output.GroupAbandoned.class)).isNotEmpty();
    }

    @Test
    void keys_are_rotated_every_ten_minutes_by_a_member_in_turn() {
        network.run(Duration.ofMinutes(31));

        assertThat(askedOf()).containsExactly("ada", "lin", "eve");
        assertThat(network.sent(ToMember.CommitNow.class)).allSatisfy(asked -> {
            assertThat(asked.proposals()).isEmpty();
            assertThat(asked.path()).isTrue();
        });
        assertAllDecrypt(network);
    }

    private List<String> askedOf() {
        return network.all(Output.Send.class).stream()
                .filter(send -> send.message() instanceof ToMember.CommitNow)
                .map(send -> send.to().value())
                .toList();
    }
}
