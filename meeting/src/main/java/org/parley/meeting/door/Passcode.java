// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import java.util.random.RandomGenerator;

/// What a caller types to prove an invitation: digits, so that a phone can send them.
public record Passcode(String digits) {
    /// One in a million by chance. Guessing is bounded by the guard, not by length: a longer one is typed
    /// wrong more often.
    public static final int LENGTH = 6;

    private static final int COUNT = 1_000_000;

    /// @param random cryptographically strong
    public static Passcode draw(RandomGenerator random) {
        return new Passcode("%06d".formatted(random.nextInt(COUNT)));
    }

    @Override
    public String toString() {
        return "Passcode[…]";
    }
}
