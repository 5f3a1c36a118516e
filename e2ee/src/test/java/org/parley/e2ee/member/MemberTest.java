// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.Identity.Kind;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.member.Member.Change;
import org.parley.e2ee.mls.GroupInfo;
import org.parley.e2ee.mls.KeyPackage;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.Proposal;
import org.parley.e2ee.mls.PublicMessage;
import org.parley.e2ee.mls.RatchetTree;
import org.parley.e2ee.mls.Suite;

/// What a member does with what an honest and a dishonest delivery service tells it.
class MemberTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SecureRandom random = new SecureRandom();
    private final KeyPair external = keys();
    private final GroupTerms terms =
            new GroupTerms(Bytes.ofHex("0102"), Suite.rawPublicKey(external.getPublic()), Optional.empty());
    private final Member ada = member("ada");
    private final Member lin = member("lin");

    @BeforeEach
    void ada_and_lin_are_in_a_group() throws Exception {
        ada.newKeyPackage(NOW);
        ada.create(terms);
        var proposals = List.of(propose(ada, new Proposal.Add(keyPackage(lin))));
        var made = ada.commit(proposals, false);
        ada.process(proposals, made.commit(), NOW);
        lin.join(terms, 1, made.welcome().orElseThrow(), tree(ada));
    }

    @Test
    void both_see_the_same_roster_and_the_same_thirty_digits() {
        assertThat(ada.roster()).isEqualTo(lin.roster()).hasSize(2);
        assertThat(ada.safetyCode()).isEqualTo(lin.safetyCode());
        assertThat(ada.safetyCode().digits()).matches("(\\d{5} ){5}\\d{5}");
    }

    @Test
    void the_code_changes_with_the_epoch() throws Exception {
        var before = ada.safetyCode();
        rotate();
        assertThat(ada.safetyCode()).isNotEqualTo(before).isEqualTo(lin.safetyCode());
    }

    @Test
    void a_proposal_that_somebody_else_has_signed_is_refused() throws Exception {
        var forged = PublicMessage.externalProposal(
                        keys().getPrivate(), ada.groupId(), ada.epoch(), new Proposal.Add(keyPackage(member("eve"))))
                .encode();
        assertThatThrownBy(() -> ada.commit(List.of(forged), false)).isInstanceOf(MlsException.class);
    }

    @Test
    void a_proposal_of_another_epoch_or_group_is_refused() throws Exception {
        var old = propose(ada, new Proposal.Remove(1));
        rotate();
        assertThatThrownBy(() -> ada.commit(List.of(old), true)).isInstanceOf(MlsException.class);
        var foreign = PublicMessage.externalProposal(
                        external.getPrivate(), Bytes.ofHex("0103"), ada.epoch(), new Proposal.Remove(1))
                .encode();
        assertThatThrownBy(() -> ada.commit(List.of(foreign), true)).isInstanceOf(MlsException.class);
    }

    @Test
    void a_second_leaf_for_somebody_who_is_there_is_refused() throws Exception {
        var ghost = propose(ada, new Proposal.Add(keyPackage(member("lin"))));
        assertThatThrownBy(() -> ada.commit(List.of(ghost), false))
                .isInstanceOf(MlsException.class)
                .hasMessageContaining("two leaves");
    }

    @Test
    void a_commit_that_came_with_other_proposals_is_refused_and_changes_nothing() throws Exception {
        var proposals = List.of(propose(ada, new Proposal.Add(keyPackage(member("eve")))));
        var other = List.of(propose(ada, new Proposal.Add(keyPackage(member("bob")))));
        var made = ada.commit(proposals, false);

        assertThatThrownBy(() -> lin.process(other, made.commit(), NOW)).isInstanceOf(MlsException.class);
        assertThat(lin.process(proposals, made.commit(), NOW)).isEqualTo(Change.NEXT_EPOCH);
    }

    @Test
    void whoever_is_removed_knows_it_and_forgets_everything() throws Exception {
        var proposals = List.of(propose(ada, new Proposal.Remove(1)));
        var made = ada.commit(proposals, true);

        assertThat(lin.process(proposals, made.commit(), NOW)).isEqualTo(Change.REMOVED);
        assertThat(lin.isIn()).isFalse();
    }

    @Test
    void a_removal_without_fresh_keys_is_refused() throws Exception {
        var proposals = List.of(propose(ada, new Proposal.Remove(1)));
        assertThatThrownBy(() -> ada.commit(proposals, false)).isInstanceOf(MlsException.class);
    }

    @Test
    void a_message_is_read_once_and_by_nobody_in_another_epoch() throws Exception {
        var message = ada.protect("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(lin.unprotect(1, message, NOW).sender()).isZero();
        assertThatThrownBy(() -> lin.unprotect(1, message, NOW)).isInstanceOf(MlsException.class);
    }

    @Test
    void messages_of_the_epoch_before_are_read_for_ten_seconds() throws Exception {
        var early = ada.protect("early".getBytes(StandardCharsets.UTF_8));
        var late = ada.protect("late".getBytes(StandardCharsets.UTF_8));
        rotate();

        assertThat(lin.unprotect(1, early, NOW.plusSeconds(9)).application().length())
                .isEqualTo(5);
        assertThatThrownBy(() -> lin.unprotect(1, late, NOW.plusSeconds(10))).isInstanceOf(MlsException.class);
    }

    @Test
    void no_byte_of_a_message_can_be_changed() throws Exception {
        var message = ada.protect("hello".getBytes(StandardCharsets.UTF_8)).toArray();
        for (var i = 0; i < message.length; i++) {
            var changed = message.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> lin.unprotect(1, Bytes.copyOf(changed), NOW))
                    .as("byte %d", i)
                    .isInstanceOf(MlsException.class);
        }
    }

    @Test
    void a_group_of_another_delivery_service_is_not_entered() throws Exception {
        var eve = member("eve");
        var proposals = List.of(propose(ada, new Proposal.Add(keyPackage(eve))));
        var made = ada.commit(proposals, false);
        ada.process(proposals, made.commit(), NOW);
        var others = new GroupTerms(terms.groupId(), Suite.rawPublicKey(keys().getPublic()), Optional.empty());

        assertThatThrownBy(() -> eve.join(others, 2, made.welcome().orElseThrow(), tree(ada)))
                .isInstanceOf(MlsException.class);
    }

    @Test
    void an_old_welcome_lets_nobody_in_again() throws Exception {
        var eve = member("eve");
        var proposals = List.of(propose(ada, new Proposal.Add(keyPackage(eve))));
        var made = ada.commit(proposals, false);
        ada.process(proposals, made.commit(), NOW);
        eve.newKeyPackage(NOW);

        assertThatThrownBy(() -> eve.join(terms, 2, made.welcome().orElseThrow(), tree(ada)))
                .isInstanceOf(MlsException.class)
                .hasMessageContaining("for others");
    }

    private void rotate() throws Exception {
        var made = ada.commit(List.of(), true);
        ada.process(List.of(), made.commit(), NOW);
        lin.process(List.of(), made.commit(), NOW);
    }

    private Member member(String name) {
        return new Member(new Identity(Kind.BROWSER, new ParticipantId(name)), random);
    }

    private static KeyPackage keyPackage(Member member) throws Exception {
        return MlsMessage.decode(member.newKeyPackage(NOW), MlsMessage.OfKeyPackage.class)
                .keyPackage();
    }

    private Bytes propose(Member member, Proposal proposal) {
        return PublicMessage.externalProposal(external.getPrivate(), member.groupId(), member.epoch(), proposal)
                .encode();
    }

    private static Bytes tree(Member member) throws Exception {
        return MlsMessage.decode(member.groupInfo(), GroupInfo.class)
                .ratchetTree()
                .map(RatchetTree::encode)
                .orElseThrow();
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
