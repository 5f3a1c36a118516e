// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import org.jspecify.annotations.Nullable;

/// What a meeting may be called.
final class Titles {
    private static final int MAX_LENGTH = 100;

    private Titles() {}

    /// @throws Problem 400
    static String of(@Nullable String typed) {
        String title = typed == null ? "" : typed.strip();
        if (title.length() > MAX_LENGTH || title.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(400, "A title has at most 100 characters and no control characters.");
        }
        return title.isEmpty() ? "Meeting" : title;
    }
}
