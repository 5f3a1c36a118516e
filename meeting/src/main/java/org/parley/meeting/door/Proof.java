// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

/// What somebody shows at the door beside the meeting's number.
public sealed interface Proof {
    record ByPasscode(String passcode) implements Proof {
        @Override
        public String toString() {
            return "ByPasscode[…]";
        }
    }

    /// The key of a join link or of a host link, as it was sent: see [LinkSecret#key].
    record ByKey(String key) implements Proof {
        @Override
        public String toString() {
            return "ByKey[…]";
        }
    }

    /// A signed-in host's account; empty for who is not signed in.
    record ByAccount(String account) implements Proof {}
}
