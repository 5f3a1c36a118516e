// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/// The name somebody signs in with: 1 to 64 characters, no control characters. Two names that look alike but
/// for case are the same.
///
/// @param shown as typed, trimmed
/// @param key by which it is found
record AccountName(String shown, String key) {
    static final int MAX = 64;

    static Optional<AccountName> parse(String typed) {
        String shown = typed.strip();
        if (shown.isEmpty() || shown.length() > MAX || shown.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        String key = Normalizer.normalize(shown, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return key.length() > 4 * MAX ? Optional.empty() : Optional.of(new AccountName(shown, key));
    }
}
