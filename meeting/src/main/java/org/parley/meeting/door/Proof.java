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

    /// The secret of a join link or of a host link.
    record BySecret(String secret) implements Proof {
        @Override
        public String toString() {
            return "BySecret[…]";
        }
    }

    /// A signed-in host's account; empty for who is not signed in.
    record ByAccount(String account) implements Proof {}
}
