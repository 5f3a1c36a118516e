// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

/// A frame that can't be decrypted. Carries no stack trace: there may be many.
public final class SFrameException extends Exception {
    private final Reason reason;

    /// Why it can't, for counters and for what the page says.
    public enum Reason {
        MALFORMED,
        UNKNOWN_KEY,
        OTHER_SENDER,
        REPLAYED,
        WRONG_TAG
    }

    SFrameException(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
