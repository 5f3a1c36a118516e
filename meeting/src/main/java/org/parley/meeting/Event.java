// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;

/// What has happened in a meeting. These are kept in the journal: a component is never renamed or given
/// another meaning, see the serializer's notes on schema versions.
public sealed interface Event {
    Instant at();

    /// What somebody in the meeting has done to it or to others.
    sealed interface Done extends Event {
        /// Null where nobody in the meeting did it, and in old entries.
        @Nullable
        ParticipantId by();
    }

    /// @param keys absent in old entries; likewise `settings` and `webinar`
    record Created(String number, String title, MeetingKeys keys, MeetingSettings settings, boolean webinar, Instant at)
            implements Event {
        public Created {
            keys = keys == null ? MeetingKeys.PLAIN : keys;
            settings = settings == null ? MeetingSettings.DEFAULT : settings;
        }
    }

    /// @param kind absent in old entries; likewise `way` and `subscriber`
    record Knocked(
            ParticipantId id,
            int csrc,
            String name,
            Role role,
            Digest resume,
            @Nullable Digest device,
            EndpointKind kind,
            boolean account,
            WayIn way,
            @Nullable String subscriber,
            Instant at)
            implements Event {
        public Knocked {
            kind = kind == null ? EndpointKind.BROWSER : kind;
            way = way == null ? WayIn.LINK : way;
        }

        @Override
        public String toString() {
            return "Knocked[" + id.value() + ", " + role + "]";
        }
    }

    record Started(ParticipantId by, Instant at) implements Done {}

    record SettingsChanged(ParticipantId by, MeetingSettings settings, Instant at) implements Done {}

    record Bound(MeetingSettings floor, Instant at) implements Event {}

    /// @param by the host who let them in, or null where the policy did
    record Admitted(ParticipantId who, @Nullable ParticipantId by, Instant at) implements Done {}

    /// Put back into the waiting room.
    record HeldBack(ParticipantId by, ParticipantId who, Instant at) implements Done {}

    record Disconnected(ParticipantId who, Instant at) implements Event {}

    record Reconnected(ParticipantId who, Instant at) implements Event {}

    /// @param by the host who sent them away
    record Left(
            ParticipantId who, LeftReason reason, @Nullable ParticipantId by, Instant at) implements Done {}

    /// Somebody is not let in again; they have left before.
    record KeptOut(ParticipantId by, Removal removal, Instant at) implements Done {}

    record Lifted(ParticipantId by, String removal, Instant at) implements Done {}

    record LockChanged(ParticipantId by, boolean locked, Instant at) implements Done {}

    record HaltChanged(ParticipantId by, boolean halted, Instant at) implements Done {}

    /// @param who whose, or null: of all but those who moderate
    record SwitchedOff(
            ParticipantId by, Medium medium, @Nullable ParticipantId who, Instant at) implements Done {}

    record Asked(ParticipantId by, Medium medium, ParticipantId who, Instant at) implements Done {}

    record Appointed(ParticipantId by, ParticipantId who, Role role, Instant at) implements Done {}

    record Spotlit(ParticipantId by, List<ParticipantId> who, Instant at) implements Done {
        public Spotlit {
            who = List.copyOf(who);
        }
    }

    record Renamed(ParticipantId by, ParticipantId who, String name, Instant at) implements Done {
        @Override
        public String toString() {
            return "Renamed[" + who.value() + "]";
        }
    }

    record Reported(ParticipantId by, ParticipantId who, String text, Instant at) implements Done {
        @Override
        public String toString() {
            return "Reported[" + who.value() + "]";
        }
    }

    record Noticed(ParticipantId by, String text, Instant at) implements Done {
        @Override
        public String toString() {
            return "Noticed[]";
        }
    }

    /// The owner changed it from outside.
    ///
    /// @param by the owner's name
    record Arranged(String by, String title, MeetingSettings settings, Instant at) implements Event {
        @Override
        public String toString() {
            return "Arranged[]";
        }
    }

    /// The owner has drawn a new invitation.
    ///
    /// @param by the owner's name
    /// @param number the one that it has now: another, or the one it had
    record Renumbered(String by, String number, Instant at) implements Event {
        @Override
        public String toString() {
            return "Renumbered[]";
        }
    }

    /// The owner has done something about it that is kept elsewhere.
    record Noted(String by, String what, @Nullable String detail, Instant at) implements Event {
        @Override
        public String toString() {
            return "Noted[" + what + "]";
        }
    }

    /// @param by the host who ended it, or null
    record Ended(EndReason reason, @Nullable ParticipantId by, Instant at) implements Done {}

    record Deleted(Instant at) implements Event {}
}
