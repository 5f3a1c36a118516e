// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;

/// What has happened in a meeting. These are kept in the journal: a component is never renamed or given
/// another meaning, see the serializer's notes on schema versions.
public sealed interface Event {
    Instant at();

    /// @param keys absent in old entries
    /// @param settings absent in old entries
    record Created(String number, String title, MeetingKeys keys, MeetingSettings settings, Instant at)
            implements Event {
        public Created {
            keys = keys == null ? MeetingKeys.PLAIN : keys;
            settings = settings == null ? MeetingSettings.DEFAULT : settings;
        }
    }

    /// @param kind absent in old entries
    record Knocked(
            ParticipantId id,
            int csrc,
            String name,
            Role role,
            Digest resume,
            @Nullable Digest device,
            EndpointKind kind,
            boolean account,
            Instant at)
            implements Event {
        public Knocked {
            kind = kind == null ? EndpointKind.BROWSER : kind;
        }

        @Override
        public String toString() {
            return "Knocked[" + id.value() + ", " + role + "]";
        }
    }

    record Started(ParticipantId by, Instant at) implements Event {}

    record SettingsChanged(ParticipantId by, MeetingSettings settings, Instant at) implements Event {}

    record Admitted(ParticipantId who, Instant at) implements Event {}

    record Disconnected(ParticipantId who, Instant at) implements Event {}

    record Reconnected(ParticipantId who, Instant at) implements Event {}

    record Left(ParticipantId who, LeftReason reason, Instant at) implements Event {}

    record Ended(EndReason reason, Instant at) implements Event {}

    record Deleted(Instant at) implements Event {}
}
