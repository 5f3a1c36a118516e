// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import java.util.Base64;
import java.util.random.RandomGenerator;

/// The secret of a join or host link, behind its `#`, so that no server log has it.
public record LinkSecret(String text) {
    /// 160 bits: out of reach of guessing at any rate.
    private static final int BYTES = 20;

    /// @param random cryptographically strong
    public static LinkSecret draw(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new LinkSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    @Override
    public String toString() {
        return "LinkSecret[…]";
    }
}
