// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.util.ArrayList;

/// Thirty digits to read to each other: the same for everybody in an epoch who has the same group, tree and
/// credentials.
public record SafetyCode(String digits) {
    private static final int GROUPS = 6;
    private static final int BYTES_PER_GROUP = 5;

    /// docs/end-to-end.md, "Safety code".
    static SafetyCode of(byte[] epochAuthenticator) {
        var groups = new ArrayList<String>();
        for (var i = 0; i < GROUPS; i++) {
            var value = 0L;
            for (var j = 0; j < BYTES_PER_GROUP; j++) {
                value = value << 8 | (epochAuthenticator[i * BYTES_PER_GROUP + j] & 0xff);
            }
            groups.add("%05d".formatted(value % 100_000));
        }
        return new SafetyCode(String.join(" ", groups));
    }

    @Override
    public String toString() {
        return digits;
    }
}
