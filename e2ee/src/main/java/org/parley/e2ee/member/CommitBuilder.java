// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.Commit;
import org.parley.e2ee.mls.FramedContent;
import org.parley.e2ee.mls.GroupContext;
import org.parley.e2ee.mls.GroupInfo;
import org.parley.e2ee.mls.InvalidCommit;
import org.parley.e2ee.mls.KeyPackage;
import org.parley.e2ee.mls.LeafNode;
import org.parley.e2ee.mls.LeafSource;
import org.parley.e2ee.mls.PublicMessage;
import org.parley.e2ee.mls.RatchetTree;
import org.parley.e2ee.mls.Sender;
import org.parley.e2ee.mls.Suite;
import org.parley.e2ee.mls.UpdatePath;
import org.parley.e2ee.mls.Welcome;
import org.parley.e2ee.mls.Writer;

/// Makes one commit of our own (RFC 9420 §12.4.1).
final class CommitBuilder {
    private final SecretGroup group;
    private final Proposed proposed;
    private final TreeSet<Integer> removed = new TreeSet<>();
    private final Map<Integer, KeyPackage> added = new LinkedHashMap<>();

    CommitBuilder(SecretGroup group, Proposed proposed) {
        this.group = group;
        this.proposed = proposed;
    }

    MlsGroup.Pending build(boolean withPath) throws MlsException {
        if (!withPath && proposed.needsPath()) {
            throw new MlsException("asked to remove somebody without fresh keys");
        }
        try {
            var tree = group.state.propose(List.copyOf(proposed.byReference().values()), removed, added);
            var fresh = withPath ? new PathKeys.Fresh(tree, group.ownLeaf(), group.random) : null;
            var update = fresh == null ? null : update(tree, fresh);
            var next = update == null
                    ? tree
                    : tree.apply(group.ownLeaf(), update)
                            .orElseThrow(() -> new MlsException("a path of our own that does not fit"));
            return seal(fresh, update, next);
        } catch (InvalidCommit e) {
            throw new MlsException("asked to commit what can't be: " + e.getMessage(), e);
        }
    }

    private UpdatePath update(RatchetTree tree, PathKeys.Fresh fresh) throws MlsException {
        var before = group.state.tree().leaf(group.ownLeaf()).orElseThrow();
        var parentHash = tree.leafParentHash(group.ownLeaf(), fresh.publicKeys());
        var leaf = new LeafNode(
                        fresh.leafKeys.publicKey,
                        before.signatureKey(),
                        before.credential(),
                        before.capabilities(),
                        new LeafSource.Commit(parentHash),
                        List.of(),
                        Bytes.EMPTY)
                .sign(group.signatureKey, group.groupId(), group.ownLeaf());
        // The secrets are encrypted under the hash of the tree that the path leads to.
        var bare = fresh.publicKeys().stream()
                .map(key -> new UpdatePath.Step(key, List.of()))
                .toList();
        var next = tree.apply(group.ownLeaf(), new UpdatePath(leaf, bare)).orElseThrow();
        var context = group.state.pathContext(next).encode();
        return new UpdatePath(leaf, fresh.steps(next, added.keySet(), context, group.random));
    }

    private MlsGroup.Pending seal(PathKeys.@Nullable Fresh fresh, @Nullable UpdatePath update, RatchetTree next)
            throws MlsException, InvalidCommit {
        var commit = new Commit(List.copyOf(proposed.byReference().keySet()), update);
        var content = new FramedContent(
                group.groupId(),
                group.epoch(),
                new Sender.Member(group.ownLeaf()),
                Bytes.EMPTY,
                new FramedContent.Body.OfCommit(commit));
        var context = group.state.context();
        var signature = Suite.signWithLabel(group.signatureKey, "FramedContentTBS", content.toBeSigned(context));
        var nextContext = group.state.contextAfter(content, signature, next);
        var joiner =
                group.keys.next(fresh == null ? new byte[0] : fresh.commitSecret, proposed.pskSecret(), nextContext);
        var keys = joiner.enter(nextContext);
        var confirmation = Bytes.copyOf(keys.confirmationTag(nextContext));
        var untagged = new PublicMessage(content, signature, confirmation, Bytes.EMPTY);
        var membership = Bytes.copyOf(group.keys.membershipTag(untagged.toBeTagged(context)));
        var message = new PublicMessage(content, signature, confirmation, membership);

        var applied = group.state.apply(message, proposed.byReference(), update != null);
        var path = fresh == null ? group.path.in(next) : fresh.keys(group.ownLeaf());
        var successor = new SecretGroup(
                group.terms, applied.group(), keys, path, group.signatureKey, confirmation, group.random);
        var welcome = added.isEmpty()
                ? Optional.<Bytes>empty()
                : Optional.of(welcome(joiner, nextContext, confirmation, fresh).encode());
        return new MlsGroup.Pending(message.encode(), welcome, successor);
    }

    private Welcome welcome(
            KeySchedule.Joiner joiner, GroupContext context, Bytes confirmation, PathKeys.@Nullable Fresh fresh)
            throws MlsException {
        var out = new Writer();
        GroupInfo.signed(context, List.of(), confirmation, group.ownLeaf(), group.signatureKey)
                .write(out);
        var groupInfo = Kdf.seal(joiner.welcomeKey(), joiner.welcomeNonce(), new byte[0], out.toByteArray());
        var secrets = new ArrayList<Welcome.Secrets>();
        for (var newcomer : added.entrySet()) {
            var pathSecret = Optional.ofNullable(fresh).map(f -> Bytes.copyOf(f.secretFor(newcomer.getKey())));
            var plain = new GroupSecrets(Bytes.copyOf(joiner.secret), pathSecret, proposed.psks()).encode();
            var keyPackage = newcomer.getValue();
            secrets.add(new Welcome.Secrets(
                    keyPackage.reference(),
                    Hpke.encryptWithLabel(keyPackage.initKey(), "Welcome", groupInfo, plain, group.random)));
        }
        return new Welcome(Suite.CLASSICAL.id(), secrets, Bytes.copyOf(groupInfo));
    }
}
