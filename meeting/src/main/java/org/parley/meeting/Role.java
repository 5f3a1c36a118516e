// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// What a participant may do. Only a host starts a meeting, ends it for all and appoints.
public enum Role {
    HOST,
    COHOST,
    PARTICIPANT,
    /// Of a webinar: hears and sees, sends no media.
    ATTENDEE
}
