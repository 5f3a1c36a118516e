// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.Set;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.InvalidCommit.Reason;

/// Whether the path of a commit fits the tree that its proposals led to (RFC 9420 §7.3, §7.5, §7.9, §12.4.2).
final class PathCheck {
    private final RatchetTree tree;
    private final Suite suite;
    private final Bytes groupId;
    private final int sender;
    private final Set<Integer> fresh;

    /// `fresh`: the leaves that the commit itself added.
    PathCheck(RatchetTree tree, Suite suite, Bytes groupId, int sender, Set<Integer> fresh) {
        this.tree = tree;
        this.suite = suite;
        this.groupId = groupId;
        this.sender = sender;
        this.fresh = fresh;
    }

    RatchetTree apply(LeafNode before, UpdatePath path) throws InvalidCommit {
        var leaf = path.leafNode();
        var holds = leaf.credential().equals(before.credential())
                && leaf.signatureKey().equals(before.signatureKey())
                && leaf.capabilities().sufficient(suite)
                && leaf.extensions().isEmpty()
                && keysAreNew(path)
                && ciphertextsFit(path)
                && leaf.isSigned(groupId, sender);
        if (!holds) {
            throw new InvalidCommit(Reason.BAD_PATH);
        }
        return tree.apply(sender, path).orElseThrow(() -> new InvalidCommit(Reason.BAD_PATH));
    }

    private boolean keysAreNew(UpdatePath path) {
        var keys = tree.keys();
        return isNewKey(keys, path.leafNode().encryptionKey())
                && path.nodes().stream().allMatch(step -> isNewKey(keys, step.encryptionKey()));
    }

    private boolean isNewKey(Set<Bytes> keys, Bytes key) {
        return key.length() == suite.keyLength() && keys.add(key);
    }

    private boolean ciphertextsFit(UpdatePath path) {
        var counts = path.nodes().stream()
                .map(step -> step.encryptedPathSecret().size())
                .toList();
        return counts.equals(tree.ciphertextCounts(sender, fresh));
    }
}
