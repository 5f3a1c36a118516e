// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What somebody may call themself: shown to others, so nothing in it may change how the rest is shown.
public final class PersonName {
    public static final int MAX_LENGTH = 64;

    private PersonName() {}

    /// The name without blanks around it and in one line.
    ///
    /// @param typed 1 to [#MAX_LENGTH] characters, none of which is a control character, changes the direction
    ///     of writing (Unicode UAX #9), is invisible by itself or unassigned; empty otherwise
    public static Optional<String> parse(@Nullable String typed) {
        if (typed == null) {
            return Optional.empty();
        }
        String name = typed.strip();
        boolean good = !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && name.codePoints().allMatch(PersonName::isShown)
                && name.codePoints().anyMatch(c -> !Character.isWhitespace(c) && c != JOINER);
        return good ? Optional.of(name) : Optional.empty();
    }

    /// Joins emoji, and letters in scripts that need it.
    private static final int JOINER = 0x200D;

    private static final int NON_JOINER = 0x200C;

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.FORMAT -> c == JOINER || c == NON_JOINER;
            default -> true;
        };
    }
}
