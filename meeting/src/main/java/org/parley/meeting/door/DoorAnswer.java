// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import org.parley.meeting.Role;

/// What the door says: in, or the one refusal there is. The refusal has no reason, so that none can be told.
public sealed interface DoorAnswer {
    record Granted(String meeting, Role role) implements DoorAnswer {}

    record Refused() implements DoorAnswer {}
}
