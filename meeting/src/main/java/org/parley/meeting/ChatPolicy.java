// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import org.jspecify.annotations.Nullable;

/// Who may write in the chat of a meeting. From loose to tight.
public enum ChatPolicy {
    EVERYONE,
    /// Hosts and co-hosts to everybody, the others only privately to one of them.
    HOST,
    /// Nobody.
    OFF;

    /// @param to whom a private note is for, or null for what is said to everybody
    public boolean allows(Participant author, @Nullable Participant to) {
        return switch (this) {
            case EVERYONE -> true;
            case HOST -> author.moderates() || (to != null && to.moderates());
            case OFF -> false;
        };
    }
}
