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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.Identity.Kind;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.mls.GroupInfo;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.Proposal;
import org.parley.e2ee.mls.PublicMessage;
import org.parley.e2ee.mls.RatchetTree;
import org.parley.e2ee.mls.Suite;

/// Our members and Bouncy Castle's in one group.
class InteropTest {
    private final SecureRandom random = new SecureRandom();
    private final KeyPair external = externalKeys();
    private final GroupTerms terms = new GroupTerms(
            Bytes.ofHex("00112233445566778899aabbccddeeff"),
            Suite.rawPublicKey(external.getPublic()),
            Optional.of(new LinkPsk(new byte[] {7, 7, 7})));

    private final Mls ours = new ParleyMls(random);
    private final Mls theirs = new BouncyMls(random);
    private final List<Member> members = new ArrayList<>();
    private Bytes tree = Bytes.EMPTY;

    @ParameterizedTest
    @CsvSource({
        "ours,theirs,ours,theirs",
        "theirs,ours,theirs,ours",
        "ours,ours,theirs,theirs",
        "theirs,theirs,ours,ours"
    })
    void they_join_commit_and_talk_to_each_other(String one, String two, String three, String four) throws Exception {
        create(stack(one));
        add(members.get(0), stack(two), false);
        add(members.get(1), stack(three), true);
        add(members.get(2), stack(four), false);
        commit(members.get(3), List.of(), true, null);
        remove(members.get(3), 1);
        commit(members.get(1), List.of(), true, null);
        add(members.get(0), stack(two), true);

        var codes = members.stream().map(Member::safetyCode).distinct();
        assertThat(codes).hasSize(1);
        for (var speaker : members) {
            var message = speaker.protect("hello".getBytes(StandardCharsets.UTF_8));
            for (var listener : members) {
                if (listener != speaker) {
                    var opened = listener.unprotect(speaker.epoch(), message, Instant.now());
                    assertThat(opened.sender()).isEqualTo(speaker.ownLeaf());
                    assertThat(opened.application()).isEqualTo(Bytes.copyOf("hello".getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        var first = members.getFirst().export("SFrame 1.0 Base Key", new byte[0], 16);
        assertThat(members)
                .allSatisfy(member -> assertThat(member.export("SFrame 1.0 Base Key", new byte[0], 16))
                        .isEqualTo(first));
    }

    /// Why our members don't stand on bcmls. When this fails, bcmls has been mended: see docs/end-to-end.md, "Why
    /// not bcmls".
    @Test
    void bcmls_commits_a_wrong_parent_hash_once_the_first_members_have_left() throws Exception {
        create(ours);
        add(members.get(0), ours, false);
        add(members.get(0), theirs, false);
        add(members.get(0), ours, false);
        var wrong = members.get(2);
        var right = members.get(3);
        var leave = List.of(propose(right, new Proposal.Remove(0)), propose(right, new Proposal.Remove(1)));

        var made = right.commit(leave, true).commit();
        assertThatThrownBy(() -> wrong.process(leave, made, Instant.now()))
                .isInstanceOf(MlsException.class)
                .hasMessageContaining("parent hash");
        var madeWrong = wrong.commit(leave, true).commit();
        assertThatThrownBy(() -> right.process(leave, madeWrong, Instant.now()))
                .isInstanceOf(MlsException.class)
                .hasMessageContaining("BAD_PATH");
    }

    @Test
    void bcmls_can_not_commit_a_path_when_it_is_left_alone() throws Exception {
        create(ours);
        add(members.get(0), theirs, false);
        var alone = members.get(1);
        var leave = List.of(propose(alone, new Proposal.Remove(0)));

        assertThatThrownBy(() -> alone.commit(leave, true)).isInstanceOf(MlsException.class);
    }

    private Mls stack(String name) {
        return name.equals("ours") ? ours : theirs;
    }

    private void create(Mls stack) throws Exception {
        var member = new Member(identity(), stack);
        member.newKeyPackage(Instant.now());
        var info = member.create(terms);
        tree = MlsMessage.decode(info, GroupInfo.class)
                .ratchetTree()
                .orElseThrow()
                .encode();
        members.add(member);
    }

    private void add(Member committer, Mls stack, boolean path) throws Exception {
        var newcomer = new Member(identity(), stack);
        var keyPackage = MlsMessage.decode(newcomer.newKeyPackage(Instant.now()), MlsMessage.OfKeyPackage.class)
                .keyPackage();
        var nonce = new byte[32];
        random.nextBytes(nonce);
        var proposals = List.of(
                propose(committer, new Proposal.Add(keyPackage)),
                propose(committer, new Proposal.PreSharedKey(LinkPsk.idBytes(), Bytes.copyOf(nonce))));
        commit(committer, proposals, path, newcomer);
        members.add(newcomer);
    }

    private void remove(Member committer, int leaf) throws Exception {
        commit(committer, List.of(propose(committer, new Proposal.Remove(leaf))), true, null);
        members.removeIf(member -> !member.isIn());
    }

    private void commit(Member committer, List<Bytes> proposals, boolean path, @Nullable Member newcomer)
            throws Exception {
        var made = committer.commit(proposals, path);
        for (var member : List.copyOf(members)) {
            member.process(proposals, made.commit(), Instant.now());
        }
        tree = treeOf(committer);
        if (newcomer != null) {
            newcomer.join(terms, committer.epoch(), made.welcome().orElseThrow(), tree);
        }
    }

    private static Bytes treeOf(Member member) throws MlsException, Malformed {
        return MlsMessage.decode(member.groupInfo(), GroupInfo.class)
                .ratchetTree()
                .map(RatchetTree::encode)
                .orElseThrow();
    }

    private Bytes propose(Member member, Proposal proposal) {
        return PublicMessage.externalProposal(external.getPrivate(), member.groupId(), member.epoch(), proposal)
                .encode();
    }

    private int named;

    private Identity identity() {
        return new Identity(Kind.BROWSER, new ParticipantId("p" + named++));
    }

    private static KeyPair externalKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
