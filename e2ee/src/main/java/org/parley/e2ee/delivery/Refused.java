// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

/// Carries a refusal to where it is answered. Without a stack trace: it is no fault of ours.
final class Refused extends Exception {
    private final Refusal reason;

    Refused(Refusal reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    Refusal reason() {
        return reason;
    }
}
