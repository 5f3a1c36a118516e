// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// Who waits until a host lets them in. From loose to tight.
public enum WaitingRoom {
    OFF,
    /// Who is not signed in as a subscriber of this installation.
    GUESTS,
    /// Everybody but hosts.
    EVERYONE;

    boolean holds(Participant participant) {
        return switch (this) {
            case OFF -> false;
            case GUESTS -> !participant.account();
            case EVERYONE -> true;
        };
    }
}
