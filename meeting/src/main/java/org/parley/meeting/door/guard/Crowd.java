// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// What the tries of all sources together look like.
public enum Crowd {
    CALM,
    /// Many failures beside few successes: unknown sources work for each try.
    ALERT,
    /// A scan from many sources: an unknown source has few tries before it is blocked.
    ALARM
}
