// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// Why a command changes nothing. Told to people who have passed the door, never to others.
public enum Refusal {
    /// There is no such meeting (any more).
    NO_MEETING,
    /// The resume token is not, or no longer, one of this meeting's.
    BAD_TOKEN,
    /// The meeting has as many people as it may have.
    FULL,
    /// A host has locked the meeting.
    LOCKED,
    /// A host has removed this person and keeps them out.
    REMOVED,
    /// Only who is signed in at this installation is let in.
    NOT_SUBSCRIBED,
    /// Only whom the host has registered is let in.
    NOT_REGISTERED,
    /// No connectors are let in.
    ENDPOINTS_ONLY,
    /// The role does not allow it.
    NOT_ALLOWED,
    /// The meeting is not in a state in which this makes sense.
    NOT_NOW
}
