// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.util.HashSet;
import java.util.List;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.ContentType;
import org.parley.e2ee.mls.FramedContent.Body;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.PrivateMessage;
import org.parley.e2ee.mls.Proposal;
import org.parley.e2ee.mls.PublicMessage;
import org.parley.e2ee.mls.Sender;
import org.parley.e2ee.mls.Suite;

/// What a member demands of messages beyond RFC 9420 (docs/end-to-end.md, "What a member does"), and before the
/// library sees them. Signatures are the library's affair.
final class CommitRules {
    private CommitRules() {}

    static void checkProposals(List<Bytes> proposals, Bytes groupId, long epoch, GroupTerms terms) throws MlsException {
        var adds = false;
        var psk = false;
        for (var bytes : proposals) {
            var content = read(bytes, PublicMessage.class).content();
            if (!content.groupId().equals(groupId) || content.epoch() != epoch) {
                throw new MlsException("a proposal for another group or epoch");
            }
            if (!content.sender().equals(new Sender.External(0))
                    || !content.authenticatedData().isEmpty()) {
                throw new MlsException("a proposal that is not the delivery service's");
            }
            switch (content.body()) {
                case Body.OfCommit ignored -> throw new MlsException("a commit for a proposal");
                case Body.OfProposal body -> {
                    adds |= body.proposal() instanceof Proposal.Add;
                    psk |= body.proposal() instanceof Proposal.PreSharedKey;
                }
            }
        }
        if (adds && terms.linkPsk().isPresent() && !psk) {
            throw new MlsException("an Add without the link's key, in a meeting bound to its link");
        }
    }

    /// Returns the committer's leaf.
    static int checkCommit(Bytes commit, List<Bytes> proposals, Bytes groupId, long epoch) throws MlsException {
        var content = read(commit, PublicMessage.class).content();
        if (!content.groupId().equals(groupId) || content.epoch() != epoch) {
            throw new MlsException("a commit for another group or epoch");
        }
        if (!(content.body() instanceof Body.OfCommit body) || !(content.sender() instanceof Sender.Member member)) {
            throw new MlsException("not a commit of a member");
        }
        var known = new HashSet<Bytes>();
        for (var proposal : proposals) {
            known.add(read(proposal, PublicMessage.class).proposalReference(Suite.CLASSICAL));
        }
        if (!known.equals(new HashSet<>(body.commit().references()))) {
            throw new MlsException("the commit refers to other proposals than those that came with it");
        }
        return member.leafIndex();
    }

    static PrivateMessage checkApplication(Bytes message, Bytes groupId, long epoch) throws MlsException {
        var read = read(message, PrivateMessage.class);
        if (!read.groupId().equals(groupId) || read.epoch() != epoch || read.contentType() != ContentType.APPLICATION) {
            throw new MlsException("not an application message of this epoch");
        }
        return read;
    }

    /// Whether one of these removes the leaf.
    static boolean removes(List<Bytes> proposals, int leaf) throws MlsException {
        for (var proposal : proposals) {
            if (read(proposal, PublicMessage.class)
                    .content()
                    .body()
                    .equals(new Body.OfProposal(new Proposal.Remove(leaf)))) {
                return true;
            }
        }
        return false;
    }

    private static <T extends MlsMessage> T read(Bytes bytes, Class<T> kind) throws MlsException {
        try {
            return MlsMessage.decode(bytes, kind);
        } catch (Malformed e) {
            throw new MlsException("malformed: " + e.getMessage(), e);
        }
    }
}
