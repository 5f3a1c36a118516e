// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.ParticipantId;

/// What the delivery service says to a participant (docs/end-to-end.md, "From the server").
public sealed interface ToMember {
    record Create(Bytes groupId, Bytes externalSender, boolean linkBound, Duration within) implements ToMember {}

    record CommitNow(Bytes groupId, long epoch, int round, List<Bytes> proposals, boolean path, Duration within)
            implements ToMember {}

    record Commit(Bytes groupId, long epoch, List<Bytes> proposals, Bytes commit) implements ToMember {}

    record Welcome(Bytes groupId, long epoch, Bytes welcome, Bytes tree, Bytes externalSender, boolean linkBound)
            implements ToMember {}

    record Rejoin(Why reason) implements ToMember {
        /// Why the state is of no use any more.
        public enum Why {
            UNKNOWN_GROUP,
            TOO_FAR_BEHIND,
            BROKEN
        }
    }

    record Application(long sequence, ParticipantId from, long epoch, Bytes message, boolean isPrivate)
            implements ToMember {}

    record Ack(long id, long sequence) implements ToMember {}

    /// `epoch` is the current one, `time` seconds since 1970, `id` of the application message: where they
    /// help.
    record Refused(
            Class<? extends Input.FromClient> of,
            Refusal reason,
            @Nullable Long id,
            long epoch,
            long time) implements ToMember {}
}
