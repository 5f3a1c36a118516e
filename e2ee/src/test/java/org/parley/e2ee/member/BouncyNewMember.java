// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.mls.TreeKEM.TreeKEMPublicKey;
import org.bouncycastle.mls.codec.Extension;
import org.bouncycastle.mls.codec.ExtensionType;
import org.bouncycastle.mls.codec.KeyPackage;
import org.bouncycastle.mls.codec.MLSInputStream;
import org.bouncycastle.mls.codec.MLSMessage;
import org.bouncycastle.mls.crypto.Secret;
import org.bouncycastle.mls.protocol.Group;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.RatchetTree;
import org.parley.e2ee.mls.Suite;
import org.parley.e2ee.mls.Welcome;

/// The secrets of one key package, until they have become those of a group.
final class BouncyNewMember implements Mls.NewMember {
    private final SecureRandom random;
    private final KeyPackage keyPackage;
    private final Bytes message;
    private final AsymmetricCipherKeyPair init;
    private final AsymmetricCipherKeyPair leaf;
    private final byte[] signaturePrivate;

    BouncyNewMember(
            SecureRandom random,
            KeyPackage keyPackage,
            Bytes message,
            AsymmetricCipherKeyPair init,
            AsymmetricCipherKeyPair leaf,
            byte[] signaturePrivate) {
        this.random = random;
        this.keyPackage = keyPackage;
        this.message = message;
        this.init = init;
        this.leaf = leaf;
        this.signaturePrivate = signaturePrivate;
    }

    @Override
    public Bytes keyPackage() {
        return message;
    }

    @Override
    public MlsGroup create(GroupTerms terms) throws MlsException {
        return BouncyMls.locked("group", () -> {
            var senders = new Extension(
                    ExtensionType.EXTERNAL_SENDERS,
                    terms.externalSenders().data().toArray());
            var group = new Group(
                    terms.groupId().toArray(),
                    BouncyMls.SUITE,
                    leaf,
                    signaturePrivate,
                    keyPackage.getLeafNode(),
                    List.of(senders));
            linkPsk(terms).forEach(group::insertExternalPsk);
            return new BouncyGroup(random, terms, group);
        });
    }

    @Override
    public MlsGroup join(GroupTerms terms, Bytes welcome, Bytes tree) throws MlsException {
        checkTree(terms.groupId(), welcome, tree);
        return BouncyMls.locked("welcome", () -> {
            var decoded = (MLSMessage) MLSInputStream.decode(welcome.toArray(), MLSMessage.class);
            var group = new Group(
                    BouncyMls.SUITE.getHPKE().serializePrivateKey(init.getPrivate()),
                    leaf,
                    signaturePrivate,
                    keyPackage,
                    decoded.welcome,
                    (TreeKEMPublicKey) MLSInputStream.decode(tree.toArray(), TreeKEMPublicKey.class),
                    linkPsk(terms),
                    Map.of());
            var joined = new BouncyGroup(random, terms, group);
            joined.checkTerms();
            return joined;
        });
    }

    /// bcmls compares the tree with its hash and verifies parent hashes, but no leaf's signature.
    private static void checkTree(Bytes groupId, Bytes welcome, Bytes tree) throws MlsException {
        try {
            MlsMessage.decode(welcome, Welcome.class);
            var read = RatchetTree.decode(Suite.CLASSICAL, tree.toArray());
            for (var index : read.members()) {
                if (!read.leaf(index).orElseThrow().isSigned(groupId, index)) {
                    throw new MlsException("leaf " + index + " of the tree is not signed");
                }
            }
        } catch (Malformed e) {
            throw new MlsException("welcome or tree: " + e.getMessage(), e);
        }
    }

    private static Map<Secret, byte[]> linkPsk(GroupTerms terms) {
        var psks = new HashMap<Secret, byte[]>();
        terms.linkPsk()
                .ifPresent(psk -> psks.put(new Secret(LinkPsk.ID.getBytes(StandardCharsets.US_ASCII)), psk.secret()));
        return psks;
    }
}
