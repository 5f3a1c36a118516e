// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;

/// RFC 9420 §6, of handshake messages. `body` is a proposal or a commit.
public record FramedContent(Bytes groupId, long epoch, Sender sender, Bytes authenticatedData, Body body) {
    /// What a handshake message says.
    public sealed interface Body {
        record OfProposal(Proposal proposal) implements Body {}

        record OfCommit(Commit commit) implements Body {}
    }

    static FramedContent read(Reader in) throws Malformed {
        return new FramedContent(in.opaque(), in.uint64(), Sender.read(in), in.opaque(), readBody(in));
    }

    void write(Writer out) {
        out.opaque(groupId).uint64(epoch);
        sender.write(out);
        out.opaque(authenticatedData);
        switch (body) {
            case Body.OfProposal p -> p.proposal.write(out.uint8(ContentType.PROPOSAL));
            case Body.OfCommit c -> c.commit.write(out.uint8(ContentType.COMMIT));
        }
    }

    /// `FramedContentTBS` (RFC 9420 §6.1); `context` where the sender is a member.
    public byte[] toBeSigned(@Nullable GroupContext context) {
        var out = new Writer().uint16(MlsMessage.MLS10).uint16(MlsMessage.PUBLIC_MESSAGE);
        write(out);
        if (context != null) {
            context.write(out);
        }
        return out.toByteArray();
    }

    private static Body readBody(Reader in) throws Malformed {
        return switch (in.uint8()) {
            case ContentType.PROPOSAL -> new Body.OfProposal(Proposal.read(in));
            case ContentType.COMMIT -> new Body.OfCommit(Commit.read(in));
            default -> throw new Malformed("content that may not be public");
        };
    }
}
