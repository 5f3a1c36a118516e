// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import java.util.random.RandomGenerator;

/// What leads into a meeting, in the clear: shown once to its owner, then only hashes are kept.
public record Invitation(MeetingNumber number, Passcode passcode, LinkSecret guestLink, LinkSecret hostLink) {
    /// @param random cryptographically strong
    public static Invitation draw(MeetingNumber number, RandomGenerator random) {
        return new Invitation(number, Passcode.draw(random), LinkSecret.draw(random), LinkSecret.draw(random));
    }

    @Override
    public String toString() {
        return "Invitation[…]";
    }
}
