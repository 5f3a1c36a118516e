// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;

/// What may be asked of a meeting.
public sealed interface Command {
    record Create(String number, String title, MeetingKeys keys, MeetingSettings settings) implements Command {}

    /// Somebody who has passed the door stands there with a ticket.
    ///
    /// @param granted the role that the way in gives: host for the host link and the owner, participant
    ///     otherwise
    /// @param id drawn for the newcomer
    /// @param csrc drawn for the newcomer, positive; moved on if another participant has it
    /// @param account whether the newcomer is signed in as a subscriber of this installation
    record Knock(
            ParticipantId id,
            int csrc,
            String name,
            Role granted,
            Digest resume,
            @Nullable Digest device,
            EndpointKind kind,
            boolean account)
            implements Command {
        @Override
        public String toString() {
            return "Knock[" + id.value() + ", " + granted + "]";
        }
    }

    /// Somebody comes back with a resume token.
    ///
    /// @param id used if the participant has left meanwhile and must be let in anew; likewise `csrc`
    record Resume(Digest resume, ParticipantId id, int csrc) implements Command {}

    record Start(ParticipantId by) implements Command {}

    record End(ParticipantId by) implements Command {}

    /// A host changes the settings; null leaves as it is.
    record Change(
            ParticipantId by,
            @Nullable ChatPolicy chat,
            @Nullable Boolean endpointsOnly) implements Command {}

    record Leave(ParticipantId who) implements Command {}

    /// The participant's connection is gone.
    record Lose(ParticipantId who) implements Command {}

    /// All connections are gone but those of `present`: the server was started again.
    record LoseAllBut(Set<ParticipantId> present) implements Command {
        public LoseAllBut {
            present = Set.copyOf(present);
        }
    }

    /// Time has passed: see [Meeting#nextDeadline].
    record Tick() implements Command {}

    /// The server stops and the meeting goes with it.
    record Stop() implements Command {}

    record Delete() implements Command {}
}
