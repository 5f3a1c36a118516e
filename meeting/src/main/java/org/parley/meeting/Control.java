// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What people in a meeting may ask of it beyond coming and going, most of it for hosts and co-hosts alone.
public sealed interface Control extends Command {
    ParticipantId by();

    /// @param who lets this one in who waits, or with null all who wait
    record Admit(ParticipantId by, @Nullable ParticipantId who) implements Control {}

    /// Turns one away who waits, or with null all; they may knock again.
    record Refuse(ParticipantId by, @Nullable ParticipantId who) implements Control {}

    /// Puts somebody who is in back into the waiting room.
    record Hold(ParticipantId by, ParticipantId who) implements Control {}

    /// @param keepOut whether they are not let in again in this run
    record Remove(ParticipantId by, ParticipantId who, boolean keepOut) implements Control {}

    /// Lets somebody come back who is kept out.
    record Lift(ParticipantId by, String removal) implements Control {}

    record Lock(ParticipantId by, boolean locked) implements Control {}

    /// Stops everything, or brings back what was.
    record Halt(ParticipantId by, boolean halted) implements Control {}

    /// @param who whose, or with null that of everybody but hosts and co-hosts
    record SwitchOff(
            ParticipantId by, Medium medium, @Nullable ParticipantId who) implements Control {}

    /// Asks somebody to switch on.
    record Ask(ParticipantId by, Medium medium, ParticipantId who) implements Control {}

    record Appoint(ParticipantId by, ParticipantId who, Role role) implements Control {}

    record Spotlight(ParticipantId by, List<ParticipantId> who) implements Control {
        public Spotlight {
            who = List.copyOf(who);
        }
    }

    record Rename(ParticipantId by, ParticipantId who, String name) implements Control {
        @Override
        public String toString() {
            return "Rename[" + who.value() + "]";
        }
    }

    /// Tells the hosts of somebody's behaviour.
    record Report(ParticipantId by, ParticipantId who, String text) implements Control {
        @Override
        public String toString() {
            return "Report[" + who.value() + "]";
        }
    }

    /// Says something to all who wait.
    record Notice(ParticipantId by, String text) implements Control {
        @Override
        public String toString() {
            return "Notice[]";
        }
    }
}
