// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

/// Why something of a client's was refused (docs/end-to-end.md says what the client does then).
public enum Refusal {
    MALFORMED,
    TOO_LARGE,
    TOO_MANY,
    KEY_PACKAGE,
    LIFETIME,
    NOT_ALLOWED,
    WRONG_EPOCH,
    REMOVAL_PENDING,
    WRONG_PROPOSALS,
    BAD_COMMIT
}
