// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A keyed hash of a secret, as it is kept instead of the secret. Comparing takes the same time whatever
/// differs.
///
/// @param hex 64 hexadecimal digits
public record Digest(String hex) {
    public Digest {
        if (hex.length() != 64) {
            throw new IllegalArgumentException("a digest has 64 hexadecimal digits, not " + hex.length());
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest(String theirs)
                && MessageDigest.isEqual(hex.getBytes(US_ASCII), theirs.getBytes(US_ASCII));
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public String toString() {
        return "Digest[…]";
    }
}
