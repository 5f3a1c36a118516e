// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.parley.e2ee.mls.TreeMath;
import org.parley.e2ee.mls.Writer;

/// The keys for application messages of one epoch (RFC 9420 §9): each is handed out once and then forgotten.
/// Works ahead and remembers what was skipped within bounds, whatever generation a message names.
final class SecretTree {
    /// How far a sender may be ahead of what arrived here.
    private static final int AHEAD = 1000;

    private static final int SKIPPED = 256;

    private final int leaves;
    private final Map<Integer, byte[]> secrets = new HashMap<>();
    private final Map<Integer, Ratchet> ratchets = new HashMap<>();

    SecretTree(int leaves, byte[] encryptionSecret) {
        this.leaves = leaves;
        secrets.put(leaves - 1, encryptionSecret);
    }

    /// Key and nonce of one message.
    static final class Keys {
        final int generation;
        final byte[] key;
        final byte[] nonce;

        private Keys(int generation, byte[] secret) {
            this.generation = generation;
            this.key = derive(secret, "key", generation, Kdf.KEY_LENGTH);
            this.nonce = derive(secret, "nonce", generation, Kdf.NONCE_LENGTH);
        }
    }

    /// The next key of one's own.
    Keys next(int leaf) {
        return ratchet(leaf).next();
    }

    /// The key a message names. It is gone after this: call when the message is known to come from a member.
    Keys take(int leaf, int generation) throws MlsException {
        return ratchet(leaf).take(generation);
    }

    private Ratchet ratchet(int leaf) {
        return ratchets.computeIfAbsent(
                leaf, of -> new Ratchet(Kdf.expandWithLabel(leafSecret(of), "application", new byte[0], Kdf.LENGTH)));
    }

    /// Derives downwards from the nearest ancestor that is still there, and forgets it.
    private byte[] leafSecret(int leaf) {
        var node = TreeMath.ofLeaf(leaf);
        var down = new ArrayDeque<Integer>();
        down.push(node);
        for (var ancestor : TreeMath.directPath(node, leaves)) {
            down.push(ancestor);
        }
        while (!secrets.containsKey(down.peek())) {
            down.pop();
        }
        while (down.peek() != node) {
            var at = down.pop();
            var secret = Objects.requireNonNull(secrets.remove(at));
            secrets.put(TreeMath.left(at), child(secret, "left"));
            secrets.put(TreeMath.right(at), child(secret, "right"));
        }
        return Objects.requireNonNull(secrets.remove(node));
    }

    private static byte[] child(byte[] secret, String side) {
        return Kdf.expandWithLabel(secret, "tree", side.getBytes(StandardCharsets.US_ASCII), Kdf.LENGTH);
    }

    private static byte[] derive(byte[] secret, String label, int generation, int length) {
        return Kdf.expandWithLabel(
                secret, label, new Writer().uint32(generation).toByteArray(), length);
    }

    private static final class Ratchet {
        private final LinkedHashMap<Integer, Keys> skipped = new LinkedHashMap<>();
        private byte[] secret;
        private int generation;

        Ratchet(byte[] secret) {
            this.secret = secret;
        }

        Keys next() {
            var keys = new Keys(generation, secret);
            secret = derive(secret, "secret", generation, Kdf.LENGTH);
            generation++;
            return keys;
        }

        Keys take(int wanted) throws MlsException {
            if (wanted < generation) {
                var kept = skipped.remove(wanted);
                if (kept == null) {
                    throw new MlsException("a message that was read before, or too late");
                }
                return kept;
            }
            if (wanted - generation > AHEAD) {
                throw new MlsException("a message too far ahead");
            }
            while (generation < wanted) {
                skipped.put(generation, next());
                if (skipped.size() > SKIPPED) {
                    skipped.pollFirstEntry();
                }
            }
            return next();
        }
    }
}
