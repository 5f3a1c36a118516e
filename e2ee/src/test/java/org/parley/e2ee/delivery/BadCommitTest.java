// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.e2ee.delivery.Meetings.assertAllDecrypt;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.e2ee.Bytes;

/// Commits that should not count, made by real members, and what becomes of them.
class BadCommitTest {
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final Network network = new Network(41);

    @BeforeEach
    void three_are_in() {
        for (var name : List.of("ada", "lin", "eve")) {
            network.admit(name);
            network.run(A_MOMENT);
        }
        network.log.clear();
    }

    @Test
    void a_commit_that_leaves_out_a_proposal_is_refused_and_another_member_is_asked() {
        // Those who come soon after zoe are collected.
        network.admit("zoe");
        network.run(Duration.ofMillis(10));
        meddle((ada, asked) -> ada.member.commit(asked.proposals().subList(1, 2), false));
        network.admit("bob");
        network.admit("kim");
        network.run(A_MOMENT);

        assertRefused(Refusal.WRONG_PROPOSALS);
        assertAllDecrypt(network);
    }

    @Test
    void a_commit_with_a_path_that_nobody_asked_for_is_refused() {
        meddle((ada, asked) -> ada.member.commit(asked.proposals(), true));
        network.admit("bob");
        network.run(A_MOMENT);

        assertRefused(Refusal.BAD_COMMIT);
        assertAllDecrypt(network);
    }

    @Test
    void a_commit_of_an_older_epoch_is_refused() {
        var ada = network.client("ada");
        ada.meddler = (made, asked) ->
                new Input.CommitMade(ada.id(), made.epoch() - 1, made.round(), made.commit(), made.welcome());
        network.admit("bob");
        network.run(Duration.ofSeconds(3));

        assertRefused(Refusal.WRONG_EPOCH);
        assertAllDecrypt(network);
    }

    @Test
    void a_commit_without_its_welcome_is_refused() {
        var ada = network.client("ada");
        ada.meddler = (made, asked) -> new Input.CommitMade(ada.id(), made.epoch(), made.round(), made.commit(), null);
        network.admit("bob");
        network.run(A_MOMENT);

        assertRefused(Refusal.BAD_COMMIT);
        assertAllDecrypt(network);
    }

    @Test
    void who_was_not_asked_can_not_commit() throws Exception {
        var eve = network.client("eve");
        var commit = eve.member.commit(List.of(), true);
        network.tell(new Input.CommitMade(eve.id(), eve.member.epoch(), 1, commit.commit(), null));
        network.run(A_MOMENT);

        assertThat(eve.refusals).extracting(ToMember.Refused::reason).containsExactly(Refusal.NOT_ALLOWED);
        assertAllDecrypt(network);
    }

    @Test
    void a_commit_made_by_another_member_is_refused() {
        meddle((ada, asked) -> network.client("eve").member.commit(asked.proposals(), false));
        network.admit("bob");
        network.run(A_MOMENT);

        assertRefused(Refusal.BAD_COMMIT);
        assertAllDecrypt(network);
    }

    @Test
    void an_oversize_commit_is_refused() {
        var ada = network.client("ada");
        ada.meddler = (made, asked) -> new Input.CommitMade(
                ada.id(), made.epoch(), made.round(), Bytes.copyOf(new byte[Limits.COMMIT_BYTES + 1]), made.welcome());
        network.admit("bob");
        network.run(A_MOMENT);

        assertRefused(Refusal.TOO_LARGE);
        assertAllDecrypt(network);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_commit_changed_anywhere_but_in_what_it_encrypts_is_refused(int part) {
        var ada = network.client("ada");
        ada.meddler = (made, asked) -> {
            var bytes = made.commit().toArray();
            // The two tags stand at the end, 33 bytes each: they can't be checked from outside.
            var at = (bytes.length - 67) * part / 8;
            bytes[at] ^= 1;
            return new Input.CommitMade(ada.id(), made.epoch(), made.round(), Bytes.copyOf(bytes), made.welcome());
        };
        network.client("eve").leave();
        network.run(A_MOMENT);

        assertThat(ada.refusals)
                .extracting(ToMember.Refused::reason)
                .first()
                .isIn(Refusal.BAD_COMMIT, Refusal.MALFORMED, Refusal.WRONG_PROPOSALS, Refusal.WRONG_EPOCH);
        assertThat(network.client("lin").bad).isZero();
        assertAllDecrypt(network);
    }

    @Test
    void a_commit_whose_tag_is_wrong_is_found_out_by_the_others_and_its_author_blamed() {
        corruptTheTagOf(network.client("ada"));
        network.admit("bob");
        network.run(Duration.ofSeconds(10));

        assertThat(network.all(Output.Blamed.class))
                .extracting(Output.Blamed::author)
                .contains(network.client("ada").id());
        assertAllDecrypt(network);
    }

    @Test
    void who_was_blamed_is_asked_only_when_nobody_else_is_there() {
        corruptTheTagOf(network.client("ada"));
        network.admit("bob");
        network.run(Duration.ofSeconds(10));
        network.log.clear();
        network.admit("kim");
        network.run(A_MOMENT);

        assertThat(network.all(Output.Send.class))
                .filteredOn(send -> send.message() instanceof ToMember.CommitNow)
                .extracting(send -> send.to().value())
                .isNotEmpty()
                .doesNotContain("ada");
    }

    @Test
    void one_accuser_alone_is_added_again_and_nobody_is_blamed() {
        network.admit("bob");
        network.run(A_MOMENT);
        network.client("eve").join(new Input.Reason.BadCommit(2));
        network.run(A_MOMENT);

        assertThat(network.all(Output.Blamed.class)).isEmpty();
        assertAllDecrypt(network);
    }

    private static void corruptTheTagOf(Client client) {
        client.meddler = (made, asked) -> {
            var bytes = made.commit().toArray();
            bytes[bytes.length - 34] ^= 1;
            return new Input.CommitMade(client.id(), made.epoch(), made.round(), Bytes.copyOf(bytes), made.welcome());
        };
    }

    private interface Other {
        org.parley.e2ee.member.Member.@Nullable Commit commit(Client ada, ToMember.CommitNow asked) throws Exception;
    }

    /// Ada's answer is another commit than the one asked for.
    private void meddle(Other other) {
        var ada = network.client("ada");
        ada.meddler = (made, asked) -> {
            try {
                var commit = java.util.Objects.requireNonNull(other.commit(ada, asked));
                return new Input.CommitMade(
                        ada.id(),
                        made.epoch(),
                        made.round(),
                        commit.commit(),
                        commit.welcome().orElse(null));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
    }

    private void assertRefused(Refusal reason) {
        assertThat(network.client("ada").refusals)
                .extracting(ToMember.Refused::reason)
                .contains(reason);
    }
}
