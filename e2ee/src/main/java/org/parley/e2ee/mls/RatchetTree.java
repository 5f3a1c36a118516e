// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;

/// The public ratchet tree (RFC 9420 §7). Immutable: each change is a new tree, which shares the nodes and
/// the hashes that did not change. A change of one leaf costs a copy of two arrays and, when the hash is
/// asked for, one hash a level.
public final class RatchetTree {
    /// SFrame key ids have room for so many (docs/end-to-end.md).
    public static final int MOST_LEAVES = 4096;

    private final Suite suite;
    private final @Nullable Node[] nodes;
    private final @Nullable Bytes[] hashes;

    private RatchetTree(Suite suite, @Nullable Node[] nodes, @Nullable Bytes[] hashes) {
        this.suite = suite;
        this.nodes = nodes;
        this.hashes = hashes;
    }

    public static RatchetTree of(Suite suite, LeafNode only) {
        return new RatchetTree(suite, new @Nullable Node[] {only}, new @Nullable Bytes[1]);
    }

    /// RFC 9420 §12.4.3.3. Checks the shape, and no signature.
    public static RatchetTree decode(Suite suite, byte[] bytes) throws Malformed {
        var list = Reader.whole(bytes, in -> in.vector(one -> Optional.ofNullable(one.optional(Node::read))));
        if (list.isEmpty() || list.getLast().isEmpty() || list.size() > TreeMath.width(MOST_LEAVES)) {
            throw new Malformed("a tree of " + list.size() + " nodes, or with a blank end");
        }
        var leaves = 1;
        while (TreeMath.width(leaves) < list.size()) {
            leaves *= 2;
        }
        var nodes = new @Nullable Node[TreeMath.width(leaves)];
        for (var i = 0; i < list.size(); i++) {
            var node = list.get(i).orElse(null);
            nodes[i] = node;
            if (node != null && TreeMath.isLeaf(i) != node instanceof LeafNode) {
                throw new Malformed("a leaf and a parent in each other's place");
            }
            if (node instanceof ParentNode parent && !unmergedFit(parent, i)) {
                throw new Malformed("unmerged leaves that are not below their node");
            }
        }
        return new RatchetTree(suite, nodes, new @Nullable Bytes[nodes.length]);
    }

    public Bytes encode() {
        var end = nodes.length;
        while (nodes[end - 1] == null) {
            end--;
        }
        BiConsumer<Integer, Writer> one = (i, out) -> out.optional(nodes[i], Node::write);
        return new Writer()
                .vector(IntStream.range(0, end).boxed().toList(), one)
                .toBytes();
    }

    public int leafCount() {
        return (nodes.length + 1) / 2;
    }

    public Optional<LeafNode> leaf(int index) {
        return index < 0 || index >= leafCount()
                ? Optional.empty()
                : Optional.ofNullable((LeafNode) nodes[TreeMath.ofLeaf(index)]);
    }

    /// Indices of the leaves that are not blank.
    public List<Integer> members() {
        return IntStream.range(0, leafCount())
                .filter(i -> nodes[TreeMath.ofLeaf(i)] != null)
                .boxed()
                .toList();
    }

    /// The public keys in the tree, of both sorts.
    public Set<Bytes> keys() {
        var keys = new HashSet<Bytes>();
        for (var node : nodes) {
            if (node != null) {
                keys.add(node.encryptionKey());
            }
            if (node instanceof LeafNode leaf) {
                keys.add(leaf.signatureKey());
            }
        }
        return keys;
    }

    /// The public key of a node of the array view.
    public Optional<Bytes> encryptionKey(int node) {
        return node < nodes.length ? Optional.ofNullable(nodes[node]).map(Node::encryptionKey) : Optional.empty();
    }

    /// Where the next one added comes to stand (RFC 9420 §7.7).
    public int nextFree() {
        return IntStream.range(0, leafCount())
                .filter(i -> nodes[TreeMath.ofLeaf(i)] == null)
                .findFirst()
                .orElse(leafCount());
    }

    /// RFC 9420 §12.1.1.
    public RatchetTree add(LeafNode leaf) {
        var index = nextFree();
        var grown = index < leafCount() ? nodes.length : 2 * nodes.length + 1;
        var changed = copy(grown);
        var at = TreeMath.ofLeaf(index);
        changed.set(at, leaf);
        for (var ancestor : TreeMath.directPath(at, changed.leafCount())) {
            changed.set(
                    ancestor, changed.nodes[ancestor] instanceof ParentNode parent ? parent.withUnmerged(index) : null);
        }
        return changed;
    }

    /// RFC 9420 §12.1.3; the tree becomes smaller when its right half has emptied.
    public RatchetTree remove(int index) {
        var changed = copy(nodes.length);
        var at = TreeMath.ofLeaf(index);
        changed.set(at, null);
        TreeMath.directPath(at, leafCount()).forEach(ancestor -> changed.set(ancestor, null));
        var leaves = leafCount();
        while (leaves > 1 && changed.emptyFrom(leaves / 2, leaves)) {
            leaves /= 2;
        }
        return leaves == leafCount() ? changed : changed.copy(TreeMath.width(leaves));
    }

    /// RFC 9420 §4.1.1.
    public List<Integer> resolution(int node) {
        var resolution = new ArrayList<Integer>();
        resolve(node, resolution);
        return resolution;
    }

    /// RFC 9420 §4.1.2: the ancestors that a path has nodes for, each with its child off the path.
    public List<Ancestor> filteredDirectPath(int leaf) {
        var path = new ArrayList<Ancestor>();
        var below = TreeMath.ofLeaf(leaf);
        for (var node : TreeMath.directPath(below, leafCount())) {
            var copath = TreeMath.sibling(below);
            if (!isEmpty(copath)) {
                path.add(new Ancestor(node, copath));
            }
            below = node;
        }
        return path;
    }

    /// A node of the array view, and its child off the path.
    public record Ancestor(int node, int copath) {}

    /// How many ciphertexts each node of a path from `leaf` has (RFC 9420 §7.5), when `fresh` leaves get
    /// theirs by Welcome.
    List<Integer> ciphertextCounts(int leaf, Set<Integer> fresh) {
        return filteredDirectPath(leaf).stream()
                .map(ancestor -> (int) resolution(ancestor.copath).stream()
                        .filter(node -> !TreeMath.isLeaf(node) || !fresh.contains(node / 2))
                        .count())
                .toList();
    }

    /// RFC 9420 §7.5 and §7.9: the tree after the path of `leaf`, empty if the path's parent hash or length
    /// does not fit.
    public Optional<RatchetTree> apply(int leaf, UpdatePath path) {
        var keys = path.nodes().stream().map(UpdatePath.Step::encryptionKey).toList();
        var ancestors = filteredDirectPath(leaf);
        if (ancestors.size() != keys.size()
                || !(path.leafNode().source() instanceof LeafSource.Commit source)
                || !source.parentHash().equals(leafParentHash(leaf, keys))) {
            return Optional.empty();
        }
        var changed = copy(nodes.length);
        changed.set(TreeMath.ofLeaf(leaf), path.leafNode());
        TreeMath.directPath(TreeMath.ofLeaf(leaf), leafCount()).forEach(node -> changed.set(node, null));
        var parentHash = Bytes.EMPTY;
        for (var i = ancestors.size() - 1; i >= 0; i--) {
            changed.set(ancestors.get(i).node, new ParentNode(keys.get(i), parentHash, List.of()));
            parentHash = parentHash(keys.get(i), parentHash, hash(ancestors.get(i).copath));
        }
        return Optional.of(changed);
    }

    /// What a leaf says of the path above it (RFC 9420 §7.9), when the path has these keys.
    public Bytes leafParentHash(int leaf, List<Bytes> keys) {
        var ancestors = filteredDirectPath(leaf);
        var parentHash = Bytes.EMPTY;
        for (var i = ancestors.size() - 1; i >= 0; i--) {
            parentHash = parentHash(keys.get(i), parentHash, hash(ancestors.get(i).copath));
        }
        return parentHash;
    }

    /// RFC 9420 §7.9.2: whether every parent was put there by somebody below it.
    public boolean hasValidParentHashes() {
        return IntStream.range(0, nodes.length)
                .filter(node -> nodes[node] instanceof ParentNode)
                .allMatch(node -> isLinked(node, TreeMath.left(node), TreeMath.right(node))
                        || isLinked(node, TreeMath.right(node), TreeMath.left(node)));
    }

    private boolean isLinked(int node, int child, int sibling) {
        if (!(nodes[node] instanceof ParentNode parent)) {
            return false;
        }
        var unmerged = Set.copyOf(parent.unmergedLeaves());
        var expected = parentHash(parent.encryptionKey(), parent.parentHash(), hashWithout(sibling, unmerged));
        var below = resolution(child);
        var fresh = unmerged.stream()
                .filter(leaf -> TreeMath.covers(child, leaf))
                .map(TreeMath::ofLeaf)
                .collect(Collectors.toSet());
        return below.stream()
                .filter(candidate ->
                        parentHashOf(candidate).filter(expected::equals).isPresent())
                .anyMatch(candidate -> {
                    var rest = new HashSet<>(below);
                    rest.remove(candidate);
                    return rest.equals(fresh);
                });
    }

    private Optional<Bytes> parentHashOf(int node) {
        return switch (nodes[node]) {
            case ParentNode parent -> Optional.of(parent.parentHash());
            case LeafNode leaf ->
                leaf.source() instanceof LeafSource.Commit source ? Optional.of(source.parentHash()) : Optional.empty();
            case null -> Optional.empty();
        };
    }

    private Bytes parentHash(Bytes key, Bytes above, Bytes originalSiblingTreeHash) {
        return suite.hash(new Writer()
                .opaque(key)
                .opaque(above)
                .opaque(originalSiblingTreeHash)
                .toByteArray());
    }

    /// The tree hash of `node` as it was before these leaves came.
    private Bytes hashWithout(int node, Set<Integer> leaves) {
        if (leaves.stream().noneMatch(leaf -> TreeMath.covers(node, leaf))) {
            return hash(node);
        }
        var out = new Writer();
        if (TreeMath.isLeaf(node)) {
            return suite.hash(out.uint8(1).uint32(node / 2).uint8(0).toByteArray());
        }
        out.uint8(2)
                .optional(nodes[node] instanceof ParentNode parent ? parent.without(leaves) : null, ParentNode::write)
                .opaque(hashWithout(TreeMath.left(node), leaves))
                .opaque(hashWithout(TreeMath.right(node), leaves));
        return suite.hash(out.toByteArray());
    }

    /// RFC 9420 §7.8.
    public Bytes treeHash() {
        return hash(TreeMath.root(leafCount()));
    }

    Bytes hash(int node) {
        var known = hashes[node];
        if (known != null) {
            return known;
        }
        var out = new Writer();
        if (TreeMath.isLeaf(node)) {
            out.uint8(1).uint32(node / 2).optional((LeafNode) nodes[node], LeafNode::write);
        } else {
            out.uint8(2)
                    .optional((ParentNode) nodes[node], ParentNode::write)
                    .opaque(hash(TreeMath.left(node)))
                    .opaque(hash(TreeMath.right(node)));
        }
        var hash = suite.hash(out.toByteArray());
        hashes[node] = hash;
        return hash;
    }

    private void resolve(int node, List<Integer> into) {
        switch (nodes[node]) {
            case LeafNode ignored -> into.add(node);
            case ParentNode parent -> {
                into.add(node);
                parent.unmergedLeaves().forEach(leaf -> into.add(TreeMath.ofLeaf(leaf)));
            }
            case null -> {
                if (!TreeMath.isLeaf(node)) {
                    resolve(TreeMath.left(node), into);
                    resolve(TreeMath.right(node), into);
                }
            }
        }
    }

    private boolean isEmpty(int node) {
        return nodes[node] == null
                && (TreeMath.isLeaf(node) || (isEmpty(TreeMath.left(node)) && isEmpty(TreeMath.right(node))));
    }

    private boolean emptyFrom(int leaf, int end) {
        return IntStream.range(leaf, end).allMatch(i -> nodes[TreeMath.ofLeaf(i)] == null);
    }

    private RatchetTree copy(int width) {
        return new RatchetTree(suite, Arrays.copyOf(nodes, width), Arrays.copyOf(hashes, width));
    }

    private void set(int node, @Nullable Node value) {
        nodes[node] = value;
        hashes[node] = null;
    }

    private static boolean unmergedFit(ParentNode parent, int node) {
        var before = -1;
        for (var leaf : parent.unmergedLeaves()) {
            if (leaf <= before || !TreeMath.covers(node, leaf)) {
                return false;
            }
            before = leaf;
        }
        return true;
    }
}
