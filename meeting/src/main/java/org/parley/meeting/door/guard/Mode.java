// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// Whether the guard acts.
public enum Mode {
    /// Slows, asks for work and blocks.
    ENFORCE,
    /// Counts and reports what it would have done, and lets everybody try. What the operator blocked by hand
    /// stays blocked.
    OBSERVE
}
