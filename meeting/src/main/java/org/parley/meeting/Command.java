// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;

/// What may be asked of a meeting.
public sealed interface Command
        permits Command.Create,
                Command.Knock,
                Command.Resume,
                Command.Start,
                Command.End,
                Command.Change,
                Command.Arrange,
                Command.Renumber,
                Command.Note,
                Command.Bind,
                Command.Leave,
                Command.Lose,
                Command.LoseAllBut,
                Command.Tick,
                Command.Stop,
                Command.Delete,
                Control {
    record Create(String number, String title, MeetingKeys keys, MeetingSettings settings, boolean webinar)
            implements Command {}

    /// Somebody who has passed the door stands there with a ticket.
    ///
    /// @param granted the role that the way in gives: host for the host link and the owner, participant
    ///     otherwise
    /// @param id drawn for the newcomer
    /// @param csrc drawn for the newcomer, positive; moved on if another participant has it
    /// @param account whether the newcomer is signed in as a subscriber of this installation
    /// @param subscriber the account's id, if so
    record Knock(
            ParticipantId id,
            int csrc,
            String name,
            Role granted,
            Digest resume,
            @Nullable Digest device,
            EndpointKind kind,
            boolean account,
            WayIn way,
            @Nullable String subscriber)
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

    record Change(ParticipantId by, MeetingSettings.Change change) implements Command {}

    /// The owner changes the meeting from outside, whether it runs or not.
    ///
    /// @param by the owner's name
    /// @param title null leaves it
    record Arrange(String by, @Nullable String title, MeetingSettings.Change change) implements Command {
        @Override
        public String toString() {
            return "Arrange[]";
        }
    }

    /// The owner has drawn a new invitation: links and passcode, and perhaps a number.
    ///
    /// @param by the owner's name
    /// @param number what it is from now on
    record Renumber(String by, String number) implements Command {
        @Override
        public String toString() {
            return "Renumber[]";
        }
    }

    /// Organisation and owner have fixed this: no setting is looser from now on.
    record Bind(MeetingSettings floor) implements Command {}

    /// The owner has done something about the meeting that is kept elsewhere: it is to stand in the log.
    ///
    /// @param by the owner's name
    record Note(String by, String what, @Nullable String detail) implements Command {
        @Override
        public String toString() {
            return "Note[" + what + "]";
        }
    }

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
