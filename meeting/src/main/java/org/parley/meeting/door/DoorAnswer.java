// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import org.jspecify.annotations.Nullable;
import org.parley.meeting.Role;

/// What the door says: in, or the one refusal there is. The refusal has no reason, so that none can be told.
public sealed interface DoorAnswer {
    /// @param registration whose link was shown, if it was one of those
    record Granted(String meeting, Role role, @Nullable Registration registration) implements DoorAnswer {
        public Granted(String meeting, Role role) {
            this(meeting, role, null);
        }
    }

    record Refused() implements DoorAnswer {}
}
