// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.FramedContent.Body;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.Proposal;
import org.parley.e2ee.mls.PublicGroup;
import org.parley.e2ee.mls.PublicMessage;
import org.parley.e2ee.mls.Suite;

/// The delivery service's proposals for one commit, read and checked.
record Proposed(Map<Bytes, Proposal> byReference, GroupTerms terms) {
    static Proposed read(List<Bytes> proposals, PublicGroup group, GroupTerms terms) throws MlsException {
        CommitRules.checkProposals(proposals, group.groupId(), group.epoch(), terms);
        var byReference = new LinkedHashMap<Bytes, Proposal>();
        try {
            for (var bytes : proposals) {
                var message = MlsMessage.decode(bytes, PublicMessage.class);
                if (!message.isSignedBy(terms.externalSender(), group.context())
                        || !(message.content().body() instanceof Body.OfProposal body)) {
                    throw new MlsException("a proposal that the delivery service has not signed");
                }
                if (body.proposal() instanceof Proposal.Add add
                        && (add.keyPackage().cipherSuite() != Suite.CLASSICAL.id()
                                || !add.keyPackage().isSigned())) {
                    throw new MlsException("a key package that is not signed");
                }
                byReference.put(message.proposalReference(Suite.CLASSICAL), body.proposal());
            }
        } catch (Malformed e) {
            throw new MlsException("malformed: " + e.getMessage(), e);
        }
        return new Proposed(byReference, terms);
    }

    boolean needsPath() {
        return byReference.isEmpty() || byReference.values().stream().anyMatch(Proposal.Remove.class::isInstance);
    }

    List<Proposal.PreSharedKey> psks() {
        return byReference.values().stream()
                .filter(Proposal.PreSharedKey.class::isInstance)
                .map(Proposal.PreSharedKey.class::cast)
                .toList();
    }

    byte[] pskSecret() throws MlsException {
        return pskSecret(psks(), terms);
    }

    static byte[] pskSecret(List<Proposal.PreSharedKey> ids, GroupTerms terms) throws MlsException {
        if (ids.isEmpty()) {
            return new byte[Kdf.LENGTH];
        }
        var psk = terms.linkPsk().orElseThrow(() -> new MlsException("the link's key is asked for, and not here"));
        if (ids.size() > 1 || !ids.getFirst().pskId().equals(LinkPsk.idBytes())) {
            throw new MlsException("a key is asked for that we don't have");
        }
        return KeySchedule.pskSecret(ids, psk.secret());
    }

    @Override
    public String toString() {
        return "Proposed(" + byReference.size() + ")";
    }
}
