// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// The number by which people and phones name a meeting: 11 digits, the first not 0. It is a name, not a
/// secret, yet drawn so that guessing finds nothing.
public record MeetingNumber(String digits) {
    public static final int LENGTH = 11;
    /// What a person may type around the digits: blanks and hyphens between groups.
    private static final int MAX_TYPED = 40;

    private static final long FIRST = 10_000_000_000L;
    private static final long END = 100_000_000_000L;

    public MeetingNumber {
        if (!isValid(digits)) {
            throw new IllegalArgumentException("a meeting number has 11 digits, the first not 0");
        }
    }

    /// @param random cryptographically strong
    public static MeetingNumber draw(RandomGenerator random) {
        return new MeetingNumber(Long.toString(random.nextLong(FIRST, END)));
    }

    /// Reads what a person typed; empty if it is not a meeting number.
    public static Optional<MeetingNumber> parse(String typed) {
        if (typed.length() > MAX_TYPED) {
            return Optional.empty();
        }
        var digits = new StringBuilder(LENGTH);
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (c != '-' && !Character.isSpaceChar(c)) {
                digits.append(c);
            }
        }
        String number = digits.toString();
        return isValid(number) ? Optional.of(new MeetingNumber(number)) : Optional.empty();
    }

    /// Looks at every character, whatever the first ones were.
    private static boolean isValid(String digits) {
        // Negative as soon as one character is out of its range.
        int wrong = -(digits.length() ^ LENGTH);
        for (int i = 0; i < digits.length(); i++) {
            char least = i == 0 ? '1' : '0';
            wrong |= (digits.charAt(i) - least) | ('9' - digits.charAt(i));
        }
        return wrong >= 0;
    }
}
