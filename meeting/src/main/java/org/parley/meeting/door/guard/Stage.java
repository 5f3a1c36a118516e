// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// The steps of escalation.
enum Stage {
    FREE,
    SLOW,
    WORK,
    BLOCK
}
