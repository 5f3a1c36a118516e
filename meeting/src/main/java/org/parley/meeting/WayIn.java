// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import org.parley.meeting.door.DoorAnswer;
import org.parley.meeting.door.Proof;

/// What somebody showed at the door. Every one has its row in the table of the admission policy's test.
public enum WayIn {
    LINK,
    NUMBER,
    /// The session of the meeting's owner.
    ACCOUNT,
    HOST_LINK,
    /// A link of one's own, from the host's list, and the browser that used it first.
    REGISTRATION;

    /// @param granted what the door gave for this proof
    public static WayIn of(Proof proof, DoorAnswer.Granted granted) {
        return switch (proof) {
            case Proof.ByPasscode _ -> NUMBER;
            case Proof.ByKey _ ->
                granted.registration() != null ? REGISTRATION : granted.role() == Role.HOST ? HOST_LINK : LINK;
            case Proof.ByAccount _ -> ACCOUNT;
        };
    }
}
