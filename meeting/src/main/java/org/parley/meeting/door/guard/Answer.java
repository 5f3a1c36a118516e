// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;

/// What the guard says before a try. It is said before anything is looked up, so it can't depend on whether
/// the number exists or the passcode is right.
public sealed interface Answer {
    /// Try the door, and report how it went by [Guard#passed] or [Guard#failed].
    ///
    /// @param delay wait this long before the door is asked, whatever it will say; at most a second
    record GoOn(Duration delay, Charge charge) implements Answer {}

    /// Solve this first, and come back with the solution.
    record Work(Challenge challenge) implements Answer {}

    /// Come back later. The door must not be asked.
    record Blocked(Duration retryAfter) implements Answer {}
}
