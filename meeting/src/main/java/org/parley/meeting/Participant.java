// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;

/// Somebody who has passed the door of a meeting.
///
/// @param csrc how the participant's packets are marked, positive and unique in the meeting
/// @param name as given at the door: shown to the others, worth nothing as proof
/// @param resume hash of the token that brings the participant back after a dropped connection
/// @param device hash of the browser's device token, if it has one
/// @param kind what the participant takes part with
/// @param account whether it is signed in as a subscriber of this installation
/// @param lostAt since when the connection is gone, or null while it is there
public record Participant(
        ParticipantId id,
        int csrc,
        String name,
        Role role,
        Stage stage,
        Digest resume,
        @Nullable Digest device,
        EndpointKind kind,
        boolean account,
        @Nullable Instant lostAt) {

    public Participant {
        // Snapshots of old meetings have none.
        kind = kind == null ? EndpointKind.BROWSER : kind;
        if (csrc <= 0) {
            throw new IllegalArgumentException("a csrc is positive, not " + csrc);
        }
    }

    public boolean connected() {
        return lostAt == null;
    }

    public boolean isIn() {
        return stage == Stage.IN;
    }

    public boolean isHost() {
        return role == Role.HOST;
    }

    boolean hasDevice(@Nullable Digest other) {
        return device != null && other != null && device.equals(other);
    }

    Participant admitted() {
        return new Participant(id, csrc, name, role, Stage.IN, resume, device, kind, account, lostAt);
    }

    Participant lost(@Nullable Instant at) {
        return new Participant(id, csrc, name, role, stage, resume, device, kind, account, at);
    }

    /// The name is somebody's own: it stays out of logs.
    @Override
    public String toString() {
        return "Participant[" + id.value() + ", " + role + ", " + stage + ", " + (connected() ? "connected" : "lost")
                + "]";
    }
}
