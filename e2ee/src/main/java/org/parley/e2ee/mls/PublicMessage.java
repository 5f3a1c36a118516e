// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.security.PrivateKey;
import org.parley.e2ee.Bytes;

/// RFC 9420 §6.2. `confirmationTag` is empty but for commits, `membershipTag` is empty but for members.
public record PublicMessage(FramedContent content, Bytes signature, Bytes confirmationTag, Bytes membershipTag)
        implements MlsMessage {

    /// A proposal of an external sender, signed.
    public static PublicMessage externalProposal(PrivateKey key, Bytes groupId, long epoch, Proposal proposal) {
        var content = new FramedContent(
                groupId, epoch, new Sender.External(0), Bytes.EMPTY, new FramedContent.Body.OfProposal(proposal));
        var signature = Suite.signWithLabel(key, "FramedContentTBS", content.toBeSigned(null));
        return new PublicMessage(content, signature, Bytes.EMPTY, Bytes.EMPTY);
    }

    static PublicMessage read(Reader in) throws Malformed {
        var content = FramedContent.read(in);
        var signature = in.opaque();
        var confirmation = content.body() instanceof FramedContent.Body.OfCommit ? in.opaque() : Bytes.EMPTY;
        var membership = content.sender() instanceof Sender.Member ? in.opaque() : Bytes.EMPTY;
        return new PublicMessage(content, signature, confirmation, membership);
    }

    @Override
    public void write(Writer out) {
        writeAuthenticated(out);
        if (content.sender() instanceof Sender.Member) {
            out.opaque(membershipTag);
        }
    }

    /// RFC 9420 §5.2: how a commit names this proposal.
    public Bytes proposalReference(Suite suite) {
        var out = new Writer().uint16(PUBLIC_MESSAGE);
        writeAuthenticated(out);
        return suite.refHash("MLS 1.0 Proposal Reference", out.toByteArray());
    }

    /// `context` of the epoch, which members' signatures cover.
    public boolean isSignedBy(Bytes signatureKey, GroupContext context) {
        var tbs = content.toBeSigned(content.sender() instanceof Sender.Member ? context : null);
        return Suite.verifyWithLabel(signatureKey, "FramedContentTBS", tbs, signature);
    }

    /// `AuthenticatedContentTBM` (RFC 9420 §6.2): what the membership tag covers.
    public byte[] toBeTagged(GroupContext context) {
        var out = new Writer().raw(content.toBeSigned(context)).opaque(signature);
        if (content.body() instanceof FramedContent.Body.OfCommit) {
            out.opaque(confirmationTag);
        }
        return out.toByteArray();
    }

    private void writeAuthenticated(Writer out) {
        content.write(out);
        out.opaque(signature);
        if (content.body() instanceof FramedContent.Body.OfCommit) {
            out.opaque(confirmationTag);
        }
    }
}
