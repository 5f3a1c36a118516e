// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.mls.TreeKEM.LeafIndex;
import org.bouncycastle.mls.codec.MLSInputStream;
import org.bouncycastle.mls.codec.MLSMessage;
import org.bouncycastle.mls.codec.MLSOutputStream;
import org.bouncycastle.mls.codec.WireFormat;
import org.bouncycastle.mls.crypto.Secret;
import org.bouncycastle.mls.protocol.Group;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.ParticipantId;

/// One epoch on top of bcmls. All of bcmls is called under its lock.
final class BouncyGroup implements MlsGroup {
    /// bcmls 1.84 has no way to forget a proposal, and its commits refer to every one that it has seen. Goes
    /// when it has one: `BouncyGroupTest` says when.
    private static final VarHandle PENDING = pendingProposals();

    private final SecureRandom random;
    private final GroupTerms terms;
    private final Group group;
    private final Map<Integer, Identity> roster;

    BouncyGroup(SecureRandom random, GroupTerms terms, Group group) throws MlsException {
        this.random = random;
        this.terms = terms;
        this.group = group;
        this.roster = readRoster(group);
    }

    void checkTerms() throws MlsException {
        var extensions = group.getExtensions();
        var agreed = terms.externalSenders();
        if (!groupId().equals(terms.groupId())
                || extensions.size() != 1
                || extensions.getFirst().extensionType.getValue() != agreed.type()
                || !Bytes.copyOf(extensions.getFirst().extension_data).equals(agreed.data())) {
            throw new MlsException("another group than the one announced");
        }
    }

    @Override
    public Bytes groupId() {
        return Bytes.copyOf(group.getGroupID());
    }

    @Override
    public long epoch() {
        return group.getEpoch();
    }

    @Override
    public int ownLeaf() {
        return group.getIndex().value();
    }

    @Override
    public Map<Integer, Identity> roster() {
        return roster;
    }

    @Override
    public Pending commit(List<Bytes> proposals, boolean path) throws MlsException {
        CommitRules.checkProposals(proposals, groupId(), epoch(), terms);
        return BouncyMls.locked("own commit", () -> {
            PENDING.set(group, new ArrayList<>());
            handleAll(proposals);
            var leafSecret = new byte[32];
            random.nextBytes(leafSecret);
            var made = group.commit(
                    new Secret(leafSecret),
                    new Group.CommitOptions(List.of(), false, path, null),
                    new Group.MessageOptions(),
                    new Group.CommitParameters(Group.NORMAL_COMMIT_PARAMS));
            var welcome = new MLSMessage(WireFormat.mls_welcome);
            welcome.welcome = made.message.welcome;
            var next = new BouncyGroup(random, terms, made.group);
            var adds = next.roster.keySet().stream().anyMatch(leaf -> !sameLeaf(leaf, next));
            made.message.welcome = null;
            return new Pending(encode(made.message), adds ? Optional.of(encode(welcome)) : Optional.empty(), next);
        });
    }

    @Override
    public MlsGroup process(List<Bytes> proposals, Bytes commit) throws MlsException {
        CommitRules.checkProposals(proposals, groupId(), epoch(), terms);
        var committer = CommitRules.checkCommit(commit, proposals, groupId(), epoch());
        return BouncyMls.locked("commit", () -> {
            handleAll(proposals);
            var next = new BouncyGroup(random, terms, group.handle(commit.toArray(), null));
            next.checkTerms();
            if (!Optional.ofNullable(roster.get(committer)).equals(Optional.ofNullable(next.roster.get(committer)))) {
                throw new MlsException("the committer has changed its credential");
            }
            return next;
        });
    }

    @Override
    public Bytes groupInfo() throws MlsException {
        return BouncyMls.locked("group info", () -> encode(group.getGroupInfo(true)));
    }

    @Override
    public byte[] export(String label, byte[] context, int length) throws MlsException {
        return BouncyMls.locked(
                "exporter",
                () -> group.getKeySchedule().MLSExporter(label, context, length).clone());
    }

    @Override
    public byte[] epochAuthenticator() {
        return group.getEpochAuthenticator().clone();
    }

    @Override
    public Bytes protect(byte[] application) throws MlsException {
        return BouncyMls.locked("message", () -> encode(group.protect(new byte[0], application, 0)));
    }

    @Override
    public Member.Opened unprotect(Bytes message) throws MlsException {
        var outside = CommitRules.checkApplication(message, groupId(), epoch());
        return BouncyMls.locked("message", () -> {
            var sender = SenderData.open(outside, group.getKeySchedule().senderDataSecret);
            if (sender.leafIndex() == ownLeaf() || !roster.containsKey(sender.leafIndex())) {
                throw new MlsException("a message of nobody else in the group");
            }
            var decoded = (MLSMessage) MLSInputStream.decode(message.toArray(), MLSMessage.class);
            return new Member.Opened(sender.leafIndex(), Bytes.copyOf(group.unprotect(decoded)[1]));
        });
    }

    private void handleAll(List<Bytes> proposals) throws Exception {
        for (var proposal : proposals) {
            group.handle(proposal.toArray(), null);
        }
    }

    private boolean sameLeaf(int leaf, BouncyGroup next) {
        var before = roster.containsKey(leaf) ? group.getTree().getLeafNode(new LeafIndex(leaf)) : null;
        var after = next.group.getTree().getLeafNode(new LeafIndex(leaf));
        return before != null && Bytes.copyOf(before.getSignatureKey()).equals(Bytes.copyOf(after.getSignatureKey()));
    }

    private static Map<Integer, Identity> readRoster(Group group) throws MlsException {
        var roster = new HashMap<Integer, Identity>();
        var participants = new HashSet<ParticipantId>();
        for (var i = 0; i < group.getTree().getSize().leafCount(); i++) {
            var leaf = group.getTree().getLeafNode(new LeafIndex(i));
            if (leaf == null) {
                continue;
            }
            var identity = Identity.parse(Bytes.copyOf(leaf.getCredential().getIdentity()))
                    .orElseThrow(() -> new MlsException("a leaf with an identity of another form"));
            if (!participants.add(identity.participant())) {
                throw new MlsException("a participant with two leaves");
            }
            roster.put(i, identity);
        }
        return Map.copyOf(roster);
    }

    private static Bytes encode(MLSMessage message) throws Exception {
        return Bytes.copyOf(MLSOutputStream.encode(message));
    }

    private static VarHandle pendingProposals() {
        try {
            return MethodHandles.privateLookupIn(Group.class, MethodHandles.lookup())
                    .findVarHandle(Group.class, "pendingProposals", ArrayList.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("bcmls has changed: see the comment at PENDING", e);
        }
    }
}
