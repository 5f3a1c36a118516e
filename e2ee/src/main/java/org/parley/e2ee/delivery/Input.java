// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.ParticipantId;

/// What the delivery service is told: by the meeting, by its clients, by the clock.
public sealed interface Input {
    /// The meeting has admitted a participant, who is connected.
    record Admitted(Identity identity) implements Input {}

    record Connected(ParticipantId participant) implements Input {}

    record Disconnected(ParticipantId participant) implements Input {}

    /// Has left, was lost or was removed: may decrypt nothing from now on.
    record Left(ParticipantId participant) implements Input {}

    /// The time has come that `nextWake` named.
    record Tick() implements Input {}

    /// What a client has sent.
    sealed interface FromClient extends Input {
        ParticipantId from();
    }

    record Join(ParticipantId from, Bytes keyPackage, Reason reason) implements FromClient {}

    /// Why somebody wants to be added.
    sealed interface Reason {
        record New() implements Reason {}

        record Lost() implements Reason {}

        record BadWelcome() implements Reason {}

        /// The commit accepted for `epoch` could not be processed.
        record BadCommit(long epoch) implements Reason {}
    }

    record Sync(ParticipantId from, Bytes groupId, long epoch, long sequence) implements FromClient {}

    record Created(ParticipantId from, Bytes groupInfo) implements FromClient {}

    record CommitMade(
            ParticipantId from,
            long epoch,
            int round,
            Bytes commit,
            @Nullable Bytes welcome) implements FromClient {}

    /// Chat: to everybody, or to one.
    record Application(
            ParticipantId from,
            long id,
            long epoch,
            Bytes message,
            @Nullable ParticipantId to) implements FromClient {}
}
