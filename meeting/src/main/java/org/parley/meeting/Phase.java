// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// Where a meeting is in its life. It can run again and again until it is deleted.
public enum Phase {
    /// Never made: what an id that nobody made a meeting for looks like.
    ABSENT,
    /// Made, and waiting for its host to start it.
    IDLE,
    RUNNING,
    DELETED
}
