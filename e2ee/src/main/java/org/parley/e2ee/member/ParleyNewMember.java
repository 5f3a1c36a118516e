// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.Extension;
import org.parley.e2ee.mls.GroupContext;
import org.parley.e2ee.mls.GroupInfo;
import org.parley.e2ee.mls.KeyPackage;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.PublicGroup;
import org.parley.e2ee.mls.RatchetTree;
import org.parley.e2ee.mls.Reader;
import org.parley.e2ee.mls.Suite;
import org.parley.e2ee.mls.Welcome;

/// The secrets of one key package, until they have become those of a group.
final class ParleyNewMember implements Mls.NewMember {
    private final SecureRandom random;
    private final KeyPackage keyPackage;
    private final Hpke.Keys init;
    private final Hpke.Keys leafKeys;
    private final PrivateKey signatureKey;

    ParleyNewMember(
            SecureRandom random, KeyPackage keyPackage, Hpke.Keys init, Hpke.Keys leafKeys, PrivateKey signatureKey) {
        this.random = random;
        this.keyPackage = keyPackage;
        this.init = init;
        this.leafKeys = leafKeys;
        this.signatureKey = signatureKey;
    }

    @Override
    public Bytes keyPackage() {
        return new MlsMessage.OfKeyPackage(keyPackage).encode();
    }

    /// RFC 9420 §11.
    @Override
    public MlsGroup create(GroupTerms terms) throws MlsException {
        var tree = RatchetTree.of(Suite.CLASSICAL, keyPackage.leafNode());
        var extensions = List.of(terms.externalSenders());
        var context = new GroupContext(Suite.CLASSICAL, terms.groupId(), 0, tree.treeHash(), Bytes.EMPTY, extensions);
        var keys = KeySchedule.first(random);
        var confirmation = Bytes.copyOf(keys.confirmationTag(context));
        var info = GroupInfo.signed(
                context, List.of(new Extension(Extension.RATCHET_TREE, tree.encode())), confirmation, 0, signatureKey);
        try {
            var state = PublicGroup.created(info, Suite.CLASSICAL, terms.groupId(), extensions, keyPackage.leafNode());
            return new SecretGroup(
                    terms, state, keys, PathKeys.ofLeaf(0, leafKeys), signatureKey, confirmation, random);
        } catch (Malformed e) {
            throw new MlsException("group: " + e.getMessage(), e);
        }
    }

    /// RFC 9420 §12.4.3.1.
    @Override
    public MlsGroup join(GroupTerms terms, Bytes welcomeBytes, Bytes treeBytes) throws MlsException {
        try {
            var welcome = MlsMessage.decode(welcomeBytes, Welcome.class);
            var tree = RatchetTree.decode(Suite.CLASSICAL, treeBytes.toArray());
            var secrets = open(welcome);
            var joiner =
                    new KeySchedule.Joiner(secrets.joinerSecret().toArray(), Proposed.pskSecret(secrets.psks(), terms));
            if (terms.linkPsk().isPresent() && secrets.psks().isEmpty()) {
                throw new MlsException("let in without the link's key, in a meeting bound to its link");
            }
            var opened = Kdf.open(
                    joiner.welcomeKey(),
                    joiner.welcomeNonce(),
                    new byte[0],
                    welcome.encryptedGroupInfo().toArray());
            var info = Reader.whole(opened, GroupInfo::read);
            var state = PublicGroup.joined(info, tree);
            var path = PathKeys.ofLeaf(ownLeaf(tree), leafKeys);
            if (secrets.pathSecret().isPresent()) {
                path = path.enter(info.signer(), secrets.pathSecret().get().toArray(), tree);
            }
            var keys = joiner.enter(state.context());
            if (!MessageDigest.isEqual(
                    keys.confirmationTag(state.context()),
                    info.confirmationTag().toArray())) {
                throw new MlsException("the confirmation tag is wrong");
            }
            return new SecretGroup(terms, state, keys, path, signatureKey, info.confirmationTag(), random);
        } catch (Malformed e) {
            throw new MlsException("welcome or tree: " + e.getMessage(), e);
        }
    }

    private GroupSecrets open(Welcome welcome) throws MlsException, Malformed {
        var reference = keyPackage.reference();
        for (var secrets : welcome.secrets()) {
            if (secrets.newMember().equals(reference)) {
                return GroupSecrets.decode(Hpke.decryptWithLabel(
                        init, "Welcome", welcome.encryptedGroupInfo().toArray(), secrets.encrypted()));
            }
        }
        throw new MlsException("a Welcome for others");
    }

    private int ownLeaf(RatchetTree tree) throws MlsException {
        for (var index : tree.members()) {
            if (tree.leaf(index).orElseThrow().equals(keyPackage.leafNode())) {
                return index;
            }
        }
        throw new MlsException("a tree in which we are not");
    }
}
