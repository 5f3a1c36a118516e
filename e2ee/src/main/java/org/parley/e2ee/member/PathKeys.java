// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.HpkeCiphertext;
import org.parley.e2ee.mls.RatchetTree;
import org.parley.e2ee.mls.RatchetTree.Ancestor;
import org.parley.e2ee.mls.TreeMath;
import org.parley.e2ee.mls.UpdatePath;

/// The private keys that a member holds in the ratchet tree: its leaf's and those of nodes above it (RFC 9420
/// §7.4–7.6).
/// Immutable.
final class PathKeys {
    private static final String LABEL = "UpdatePathNode";

    final int leaf;
    /// By node of the array view.
    private final Map<Integer, Hpke.Keys> keys;

    private PathKeys(int leaf, Map<Integer, Hpke.Keys> keys) {
        this.leaf = leaf;
        this.keys = Map.copyOf(keys);
    }

    static PathKeys ofLeaf(int leaf, Hpke.Keys keys) {
        return new PathKeys(leaf, Map.of(TreeMath.ofLeaf(leaf), keys));
    }

    /// A member's keys after somebody's path, and the secret that the path gave to the group.
    static final class Received {
        final PathKeys keys;
        final byte[] commitSecret;

        private Received(PathKeys keys, byte[] commitSecret) {
            this.keys = keys;
            this.commitSecret = commitSecret;
        }
    }

    /// What is still good in this tree.
    PathKeys in(RatchetTree tree) {
        var good = new HashMap<Integer, Hpke.Keys>();
        keys.forEach((node, pair) -> {
            if (tree.encryptionKey(node).filter(pair.publicKey::equals).isPresent()) {
                good.put(node, pair);
            }
        });
        return new PathKeys(leaf, good);
    }

    /// Decrypts what a path holds for us. `tree` is the one after the path, `fresh` the leaves its commit
    /// added.
    Received receive(int sender, UpdatePath path, RatchetTree tree, Set<Integer> fresh, byte[] context)
            throws MlsException {
        var ancestors = tree.filteredDirectPath(sender);
        var common = firstAbove(ancestors, leaf);
        var recipients = recipients(tree, ancestors.get(common), fresh);
        for (var i = 0; i < recipients.size(); i++) {
            var own = keys.get(recipients.get(i));
            if (own != null
                    && tree.encryptionKey(recipients.get(i))
                            .filter(own.publicKey::equals)
                            .isPresent()) {
                var ciphertext = path.nodes().get(common).encryptedPathSecret().get(i);
                var secret = Hpke.decryptWithLabel(own, LABEL, context, ciphertext);
                return in(tree).climb(ancestors.subList(common, ancestors.size()), secret, tree);
            }
        }
        throw new MlsException("a path with nothing for us");
    }

    /// What a Welcome gives: the secret of the lowest node that the newcomer shares with `signer`.
    PathKeys enter(int signer, byte[] pathSecret, RatchetTree tree) throws MlsException {
        var ancestors = tree.filteredDirectPath(signer);
        return climb(ancestors.subList(firstAbove(ancestors, leaf), ancestors.size()), pathSecret, tree).keys;
    }

    private Received climb(List<Ancestor> ancestors, byte[] pathSecret, RatchetTree tree) throws MlsException {
        var gained = new HashMap<>(keys);
        var secret = pathSecret;
        for (var ancestor : ancestors) {
            var pair = Hpke.derive(Kdf.deriveSecret(secret, "node"));
            if (tree.encryptionKey(ancestor.node())
                    .filter(pair.publicKey::equals)
                    .isEmpty()) {
                throw new MlsException("a path secret that does not fit its public key");
            }
            gained.put(ancestor.node(), pair);
            secret = Kdf.deriveSecret(secret, "path");
        }
        return new Received(new PathKeys(leaf, gained), secret);
    }

    /// A fresh path of our own, before it is encrypted to the others.
    static final class Fresh {
        final Hpke.Keys leafKeys;
        private final List<Ancestor> ancestors;
        private final List<byte[]> secrets = new ArrayList<>();
        private final List<Hpke.Keys> pairs = new ArrayList<>();
        final byte[] commitSecret;

        Fresh(RatchetTree tree, int leaf, SecureRandom random) {
            ancestors = tree.filteredDirectPath(leaf);
            leafKeys = Hpke.generate(random);
            var secret = new byte[Kdf.LENGTH];
            random.nextBytes(secret);
            for (var ignored : ancestors) {
                secrets.add(secret);
                pairs.add(Hpke.derive(Kdf.deriveSecret(secret, "node")));
                secret = Kdf.deriveSecret(secret, "path");
            }
            commitSecret = ancestors.isEmpty() ? Kdf.deriveSecret(secret, "path") : secret;
        }

        List<Bytes> publicKeys() {
            return pairs.stream().map(pair -> pair.publicKey).toList();
        }

        List<UpdatePath.Step> steps(RatchetTree tree, Set<Integer> fresh, byte[] context, SecureRandom random)
                throws MlsException {
            var steps = new ArrayList<UpdatePath.Step>();
            for (var i = 0; i < ancestors.size(); i++) {
                var ciphertexts = new ArrayList<HpkeCiphertext>();
                for (var recipient : recipients(tree, ancestors.get(i), fresh)) {
                    var to = tree.encryptionKey(recipient).orElseThrow();
                    ciphertexts.add(Hpke.encryptWithLabel(to, LABEL, context, secrets.get(i), random));
                }
                steps.add(new UpdatePath.Step(pairs.get(i).publicKey, ciphertexts));
            }
            return steps;
        }

        byte[] secretFor(int newcomer) {
            return secrets.get(firstAbove(ancestors, newcomer));
        }

        PathKeys keys(int leaf) {
            var all = new HashMap<Integer, Hpke.Keys>();
            all.put(TreeMath.ofLeaf(leaf), leafKeys);
            for (var i = 0; i < ancestors.size(); i++) {
                all.put(ancestors.get(i).node(), pairs.get(i));
            }
            return new PathKeys(leaf, all);
        }
    }

    private static int firstAbove(List<Ancestor> ancestors, int leaf) {
        for (var i = 0; i < ancestors.size(); i++) {
            if (TreeMath.covers(ancestors.get(i).node(), leaf)) {
                return i;
            }
        }
        throw new IllegalArgumentException("leaf " + leaf + " is not in the tree");
    }

    private static List<Integer> recipients(RatchetTree tree, Ancestor ancestor, Set<Integer> fresh) {
        return tree.resolution(ancestor.copath()).stream()
                .filter(node -> !TreeMath.isLeaf(node) || !fresh.contains(node / 2))
                .toList();
    }
}
