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
/// @param way what was shown at the door
/// @param subscriber the account's id, if it is signed in
/// @param since when the participant knocked
/// @param held whether a host wants this one to wait, whatever the settings say
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
        @Nullable Instant lostAt,
        WayIn way,
        @Nullable String subscriber,
        Instant since,
        boolean held) {

    public Participant {
        // Snapshots of old meetings have none.
        kind = kind == null ? EndpointKind.BROWSER : kind;
        way = way == null ? WayIn.LINK : way;
        since = since == null ? Instant.EPOCH : since;
        if (csrc <= 0) {
            throw new IllegalArgumentException("a csrc is positive, not " + csrc);
        }
    }

    static Participant of(Event.Knocked e) {
        return new Participant(
                e.id(),
                e.csrc(),
                e.name(),
                e.role(),
                Stage.WAITING,
                e.resume(),
                e.device(),
                e.kind(),
                e.account(),
                null,
                e.way(),
                e.subscriber(),
                e.at(),
                false);
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

    /// Whether the host's controls are in this one's hands.
    public boolean moderates() {
        return role == Role.HOST || role == Role.COHOST;
    }

    public boolean isAttendee() {
        return role == Role.ATTENDEE;
    }

    boolean hasDevice(@Nullable Digest other) {
        return device != null && other != null && device.equals(other);
    }

    Participant admitted() {
        return with(name, role, Stage.IN, lostAt, false);
    }

    Participant heldBack() {
        return with(name, role, Stage.WAITING, lostAt, true);
    }

    Participant lost(@Nullable Instant at) {
        return with(name, role, stage, at, held);
    }

    Participant named(String other) {
        return with(other, role, stage, lostAt, held);
    }

    Participant as(Role other) {
        return with(name, other, stage, lostAt, held);
    }

    private Participant with(String called, Role as, Stage at, @Nullable Instant lost, boolean holds) {
        return new Participant(
                id, csrc, called, as, at, resume, device, kind, account, lost, way, subscriber, since, holds);
    }

    /// The name is somebody's own: it stays out of logs.
    @Override
    public String toString() {
        return "Participant[" + id.value() + ", " + role + ", " + stage + ", " + (connected() ? "connected" : "lost")
                + "]";
    }
}
