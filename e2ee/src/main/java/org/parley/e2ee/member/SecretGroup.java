// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.mls.Commit;
import org.parley.e2ee.mls.Extension;
import org.parley.e2ee.mls.FramedContent;
import org.parley.e2ee.mls.GroupInfo;
import org.parley.e2ee.mls.InvalidCommit;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.PublicGroup;
import org.parley.e2ee.mls.PublicMessage;
import org.parley.e2ee.mls.Sender;
import org.parley.e2ee.mls.UpdatePath;

/// One epoch as a member knows it: what everybody may know (`PublicGroup`, which makes all the public
/// checks), and the secrets. Processing a commit leaves this epoch as it is.
final class SecretGroup implements MlsGroup {
    final GroupTerms terms;
    final PublicGroup state;
    final KeySchedule keys;
    final PathKeys path;
    final PrivateKey signatureKey;
    final SecureRandom random;
    private final Bytes confirmationTag;
    private final Application application;
    private final Map<Integer, Identity> roster;

    SecretGroup(
            GroupTerms terms,
            PublicGroup state,
            KeySchedule keys,
            PathKeys path,
            PrivateKey signatureKey,
            Bytes confirmationTag,
            SecureRandom random)
            throws MlsException {
        this.terms = terms;
        this.state = state;
        this.keys = keys;
        this.path = path;
        this.signatureKey = signatureKey;
        this.confirmationTag = confirmationTag;
        this.random = random;
        this.application = new Application(state.context(), state.tree(), keys);
        this.roster = Rosters.read(state.tree());
        if (!state.groupId().equals(terms.groupId())
                || !state.context().extensions().equals(List.of(terms.externalSenders()))) {
            throw new MlsException("another group than the one announced");
        }
    }

    @Override
    public Bytes groupId() {
        return state.groupId();
    }

    @Override
    public long epoch() {
        return state.epoch();
    }

    @Override
    public int ownLeaf() {
        return path.leaf;
    }

    @Override
    public Map<Integer, Identity> roster() {
        return roster;
    }

    @Override
    public Pending commit(List<Bytes> proposals, boolean withPath) throws MlsException {
        return new CommitBuilder(this, Proposed.read(proposals, state, terms)).build(withPath);
    }

    @Override
    public MlsGroup process(List<Bytes> proposals, Bytes bytes) throws MlsException {
        var proposed = Proposed.read(proposals, state, terms);
        try {
            var message = MlsMessage.decode(bytes, PublicMessage.class);
            var commit = commitOf(message);
            if (message.content().sender().equals(new Sender.Member(ownLeaf()))) {
                throw new MlsException("a commit of our own that we don't know");
            }
            if (commit.path() == null && proposed.needsPath()) {
                throw new MlsException("a commit that removes somebody, without fresh keys");
            }
            var applied = state.apply(message, proposed.byReference(), commit.path() != null);
            check(keys.membershipTag(message.toBeTagged(state.context())), message.membershipTag(), "membership");
            return successor(message, commit.path(), applied, proposed);
        } catch (Malformed | InvalidCommit e) {
            throw new MlsException("commit: " + e.getMessage(), e);
        }
    }

    @Override
    public Bytes groupInfo() {
        var tree = new Extension(Extension.RATCHET_TREE, state.tree().encode());
        return GroupInfo.signed(state.context(), List.of(tree), confirmationTag, ownLeaf(), signatureKey)
                .encode();
    }

    @Override
    public byte[] export(String label, byte[] context, int length) {
        return keys.export(label, context, length);
    }

    @Override
    public byte[] epochAuthenticator() {
        return keys.epochAuthenticator.clone();
    }

    @Override
    public Bytes protect(byte[] plaintext) {
        return application.protect(ownLeaf(), plaintext, signatureKey, random).encode();
    }

    @Override
    public Member.Opened unprotect(Bytes message) throws MlsException {
        return application.unprotect(CommitRules.checkApplication(message, groupId(), epoch()), ownLeaf());
    }

    private SecretGroup successor(
            PublicMessage message, @Nullable UpdatePath update, PublicGroup.Applied applied, Proposed proposed)
            throws MlsException {
        var next = applied.group();
        var nextPath = path.in(next.tree());
        var commitSecret = new byte[0];
        if (update != null && message.content().sender() instanceof Sender.Member sender) {
            var received = path.receive(
                    sender.leafIndex(),
                    update,
                    next.tree(),
                    applied.added().keySet(),
                    state.pathContext(next.tree()).encode());
            nextPath = received.keys;
            commitSecret = received.commitSecret;
        }
        var nextKeys =
                keys.next(commitSecret, proposed.pskSecret(), next.context()).enter(next.context());
        check(nextKeys.confirmationTag(next.context()), message.confirmationTag(), "confirmation");
        return new SecretGroup(terms, next, nextKeys, nextPath, signatureKey, message.confirmationTag(), random);
    }

    private static Commit commitOf(PublicMessage message) throws MlsException {
        if (!(message.content().body() instanceof FramedContent.Body.OfCommit body)) {
            throw new MlsException("not a commit");
        }
        return body.commit();
    }

    private static void check(byte[] expected, Bytes actual, String which) throws MlsException {
        if (!MessageDigest.isEqual(expected, actual.toArray())) {
            throw new MlsException("the " + which + " tag is wrong");
        }
    }
}
