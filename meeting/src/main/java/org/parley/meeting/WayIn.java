// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import org.parley.meeting.door.Proof;

/// What somebody showed at the door. Every one has its row in the table of the admission policy's test.
public enum WayIn {
    LINK,
    NUMBER,
    /// The session of the meeting's owner.
    ACCOUNT,
    HOST_LINK;

    /// @param granted the role that the door gave for this proof
    public static WayIn of(Proof proof, Role granted) {
        return switch (proof) {
            case Proof.ByPasscode _ -> NUMBER;
            case Proof.ByKey _ -> granted == Role.HOST ? HOST_LINK : LINK;
            case Proof.ByAccount _ -> ACCOUNT;
        };
    }
}
