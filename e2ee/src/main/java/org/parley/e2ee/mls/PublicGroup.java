// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.InvalidCommit.Reason;

/// A group as somebody outside can know it: the public tree, the transcript and so the GroupContext of its
/// epoch. It guarantees that every commit it accepts is signed by a member, applies exactly the given
/// proposals and leads to a tree and a transcript that all members can check against their own. What a commit
/// encrypts it can't see. Immutable.
public final class PublicGroup {
    private final GroupContext context;
    private final RatchetTree tree;
    private final Bytes interimTranscriptHash;

    private PublicGroup(GroupContext context, RatchetTree tree, Bytes interimTranscriptHash) {
        this.context = context;
        this.tree = tree;
        this.interimTranscriptHash = interimTranscriptHash;
    }

    /// A commit that was accepted: the group after it, who was added where, in the order of the commit, and
    /// who was removed.
    public record Applied(PublicGroup group, Map<Integer, KeyPackage> added, Set<Integer> removed) {}

    /// The group that its creator describes: `creator` alone in it, epoch 0.
    public static PublicGroup created(
            GroupInfo info, Suite suite, Bytes groupId, List<Extension> extensions, LeafNode creator) throws Malformed {
        var expected = RatchetTree.of(suite, creator);
        var context = new GroupContext(suite, groupId, 0, expected.treeHash(), Bytes.EMPTY, extensions);
        var tree = info.ratchetTree().orElseThrow(() -> new Malformed("a group without its tree"));
        if (!info.context().equals(context)
                || tree.leafCount() != 1
                || !tree.encode().equals(expected.encode())) {
            throw new Malformed("another group than the one asked for");
        }
        if (info.signer() != 0 || !info.isSignedBy(creator.signatureKey())) {
            throw new Malformed("a group that its creator did not sign");
        }
        return new PublicGroup(context, expected, Transcript.interim(suite, Bytes.EMPTY, info.confirmationTag()));
    }

    /// The group that a newcomer was told of, with the tree that goes with it (RFC 9420 §12.4.3.1).
    public static PublicGroup joined(GroupInfo info, RatchetTree tree) throws Malformed {
        var context = info.context();
        if (!context.treeHash().equals(tree.treeHash())) {
            throw new Malformed("a tree that is not the group's");
        }
        var signer = tree.leaf(info.signer()).orElseThrow(() -> new Malformed("signed by nobody in the tree"));
        if (!info.isSignedBy(signer.signatureKey()) || !tree.hasValidParentHashes()) {
            throw new Malformed("a group that is not signed, or parents that nobody put there");
        }
        for (var index : tree.members()) {
            var leaf = tree.leaf(index).orElseThrow();
            if (!leaf.isSigned(context.groupId(), index) || !leaf.capabilities().sufficient(context.suite())) {
                throw new Malformed("leaf " + index + " is not signed, or can't be in the group");
            }
        }
        return new PublicGroup(
                context,
                tree,
                Transcript.interim(context.suite(), context.confirmedTranscriptHash(), info.confirmationTag()));
    }

    public Suite suite() {
        return context.suite();
    }

    public Bytes groupId() {
        return context.groupId();
    }

    public long epoch() {
        return context.epoch();
    }

    public RatchetTree tree() {
        return tree;
    }

    public GroupContext context() {
        return context;
    }

    /// The context under which the secrets of a path to `next` are encrypted (RFC 9420 §7.6).
    public GroupContext pathContext(RatchetTree next) {
        return new GroupContext(
                suite(),
                groupId(),
                epoch() + 1,
                next.treeHash(),
                context.confirmedTranscriptHash(),
                context.extensions());
    }

    /// The context of the epoch that a commit with this content and signature leads to.
    public GroupContext contextAfter(FramedContent commit, Bytes signature, RatchetTree next) {
        return new GroupContext(
                suite(),
                groupId(),
                epoch() + 1,
                next.treeHash(),
                Transcript.confirmed(suite(), interimTranscriptHash, commit, signature),
                context.extensions());
    }

    /// The tree after these proposals and before a path; `removed` and `added` are filled.
    public RatchetTree propose(List<Proposal> proposals, Set<Integer> removed, Map<Integer, KeyPackage> added)
            throws InvalidCommit {
        return applyProposals(proposals, removed, added);
    }

    /// Applies a commit that must refer to all of `proposals` (by reference) and to nothing else, with a path
    /// exactly when `withPath`.
    public Applied apply(PublicMessage message, Map<Bytes, Proposal> proposals, boolean withPath) throws InvalidCommit {
        var content = message.content();
        if (!(content.body() instanceof FramedContent.Body.OfCommit body)) {
            throw new InvalidCommit(Reason.NOT_A_COMMIT);
        }
        var commit = body.commit();
        check(content.groupId().equals(groupId()), Reason.OTHER_GROUP);
        check(content.epoch() == epoch(), Reason.WRONG_EPOCH);
        check(content.authenticatedData().isEmpty(), Reason.AUTHENTICATED_DATA);
        if (!(content.sender() instanceof Sender.Member member)) {
            throw new InvalidCommit(Reason.SENDER_NOT_A_MEMBER);
        }
        var sender = member.leafIndex();
        var leaf = tree.leaf(sender).orElseThrow(() -> new InvalidCommit(Reason.SENDER_NOT_A_MEMBER));
        check(commit.references().size() == proposals.size(), Reason.WRONG_PROPOSALS);
        check(new HashSet<>(commit.references()).equals(proposals.keySet()), Reason.WRONG_PROPOSALS);
        check(commit.path() != null || !withPath, Reason.PATH_MISSING);
        check(commit.path() == null || withPath, Reason.PATH_UNWANTED);
        check(message.confirmationTag().length() == suite().hashLength(), Reason.BAD_TAG);
        check(message.membershipTag().length() == suite().hashLength(), Reason.BAD_TAG);
        check(message.isSignedBy(leaf.signatureKey(), context), Reason.BAD_SIGNATURE);

        var removed = new TreeSet<Integer>();
        var added = new LinkedHashMap<Integer, KeyPackage>();
        var next =
                applyProposals(commit.references().stream().map(proposals::get).toList(), removed, added);
        check(!removed.contains(sender), Reason.WRONG_PROPOSALS);
        if (commit.path() != null) {
            next = new PathCheck(next, suite(), groupId(), sender, added.keySet()).apply(leaf, commit.path());
        }
        return new Applied(successor(message, next), added, removed);
    }

    /// Removes first, then adds (RFC 9420 §12.4.2).
    private RatchetTree applyProposals(List<Proposal> proposals, Set<Integer> removed, Map<Integer, KeyPackage> added)
            throws InvalidCommit {
        var next = tree;
        for (var proposal : proposals) {
            if (proposal instanceof Proposal.Remove remove) {
                check(tree.leaf(remove.removed()).isPresent(), Reason.WRONG_PROPOSALS);
                check(removed.add(remove.removed()), Reason.WRONG_PROPOSALS);
                next = next.remove(remove.removed());
            }
        }
        var keys = tree.keys();
        for (var proposal : proposals) {
            if (proposal instanceof Proposal.Add add) {
                var leaf = add.keyPackage().leafNode();
                check(keys.add(leaf.encryptionKey()) && keys.add(leaf.signatureKey()), Reason.WRONG_PROPOSALS);
                added.put(next.nextFree(), add.keyPackage());
                next = next.add(leaf);
            }
        }
        return next;
    }

    private PublicGroup successor(PublicMessage message, RatchetTree next) {
        var nextContext = contextAfter(message.content(), message.signature(), next);
        return new PublicGroup(
                nextContext,
                next,
                Transcript.interim(suite(), nextContext.confirmedTranscriptHash(), message.confirmationTag()));
    }

    private static void check(boolean holds, Reason reason) throws InvalidCommit {
        if (!holds) {
            throw new InvalidCommit(reason);
        }
    }
}
