// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.mls.ContentType;
import org.parley.e2ee.mls.HpkeCiphertext;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.PrivateMessage;
import org.parley.e2ee.mls.Reader;
import org.parley.e2ee.mls.Suite;

/// Puts application messages in an order and hands them on. It can read none of them.
final class Chat {
    private static final int NOTE_VERSION = 1;

    private Chat() {}

    static void accept(
            Group group,
            Input.Application said,
            Participant author,
            Map<ParticipantId, Participant> participants,
            Instant now,
            Consumer<Output> out)
            throws Refused {
        if (!author.applications.take(now)) {
            throw new Refused(Refusal.TOO_MANY);
        }
        check(author.follows() && author.since <= said.epoch(), Refusal.NOT_ALLOWED);
        check(said.message().length() <= Limits.APPLICATION_BYTES, Refusal.TOO_LARGE);
        check(!group.somebodyHasToGo(), Refusal.REMOVAL_PENDING);
        check(isOpen(group, said.epoch(), now), Refusal.WRONG_EPOCH);
        if (said.to() == null) {
            checkOutside(group, said);
        } else {
            var recipient = participants.get(said.to());
            if (recipient == null
                    || recipient == author
                    || !recipient.mayFollow()
                    || recipient.since > said.epoch()
                    || recipient.identity.kind().isConnector()) {
                throw new Refused(Refusal.NOT_ALLOWED);
            }
            checkNote(said, author.leaf, recipient.leaf);
        }
        var message = new ToMember.Application(
                ++group.sequence, author.id(), said.epoch(), said.message(), said.to() != null);
        group.history.said(message, said.to());
        for (var reader : group.leaves.values()) {
            if (reader != author
                    && reader.follows()
                    && reader.since <= said.epoch()
                    && (said.to() == null || reader.id().equals(said.to()))) {
                out.accept(new Output.Send(reader.id(), message));
            }
        }
        out.accept(new Output.Send(author.id(), new ToMember.Ack(said.id(), message.sequence())));
    }

    /// The current epoch; the one before for a moment, unless somebody left who could read it.
    private static boolean isOpen(Group group, long epoch, Instant now) {
        return epoch == group.epoch()
                || (epoch == group.epoch() - 1
                        && !group.beganByRemoval
                        && now.isBefore(group.epochBegan.plus(Limits.LATE)));
    }

    private static void checkOutside(Group group, Input.Application said) throws Refused {
        try {
            var message = MlsMessage.decode(said.message(), PrivateMessage.class);
            check(
                    message.groupId().equals(group.id())
                            && message.epoch() == said.epoch()
                            && message.contentType() == ContentType.APPLICATION
                            && message.authenticatedData().isEmpty(),
                    Refusal.MALFORMED);
        } catch (Malformed e) {
            throw new Refused(Refusal.MALFORMED);
        }
    }

    /// The outside of a private note (docs/end-to-end.md, "Private notes").
    private static void checkNote(Input.Application said, int sender, int recipient) throws Refused {
        try {
            var fits = Reader.whole(said.message(), in -> {
                var outside = in.uint8() == NOTE_VERSION
                        && in.uint64() == said.epoch()
                        && in.smallUint32() == sender
                        && in.smallUint32() == recipient;
                if (outside) {
                    HpkeCiphertext.read(in);
                    in.opaque(Suite.SIGNATURE_LENGTH, Suite.SIGNATURE_LENGTH);
                }
                return outside;
            });
            check(fits, Refusal.MALFORMED);
        } catch (Malformed e) {
            throw new Refused(Refusal.MALFORMED);
        }
    }

    private static void check(boolean holds, Refusal otherwise) throws Refused {
        if (!holds) {
            throw new Refused(otherwise);
        }
    }
}
