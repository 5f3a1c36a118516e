// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import java.util.random.RandomGenerator;

/// What leads into a meeting, in the clear: shown once to its owner, then only hashes are kept.
public sealed interface Invitation {
    MeetingNumber number();

    /// What the guests' link shows at the door.
    LinkKey guestKey();

    LinkSecret hostLink();

    /// To an ordinary meeting: number and passcode open it too.
    record Open(MeetingNumber number, Passcode passcode, LinkSecret guestLink, LinkSecret hostLink)
            implements Invitation {
        @Override
        public LinkKey guestKey() {
            return guestLink.key();
        }

        @Override
        public String toString() {
            return "Open[…]";
        }
    }

    /// To a link-bound meeting: the guests' link was made elsewhere, only its key is here.
    record LinkBound(MeetingNumber number, LinkKey guestKey, LinkSecret hostLink) implements Invitation {
        @Override
        public String toString() {
            return "LinkBound[…]";
        }
    }

    /// @param random cryptographically strong
    static Open draw(MeetingNumber number, RandomGenerator random) {
        return new Open(number, Passcode.draw(random), LinkSecret.draw(random), LinkSecret.draw(random));
    }

    /// @param random cryptographically strong
    static LinkBound draw(MeetingNumber number, LinkKey guests, RandomGenerator random) {
        return new LinkBound(number, guests, LinkSecret.draw(random));
    }
}
