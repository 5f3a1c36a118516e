// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

/// A commit that can't be accepted, seen from outside the group.
public final class InvalidCommit extends Exception {
    private final Reason reason;

    /// What is wrong with it.
    public enum Reason {
        NOT_A_COMMIT,
        OTHER_GROUP,
        WRONG_EPOCH,
        SENDER_NOT_A_MEMBER,
        AUTHENTICATED_DATA,
        WRONG_PROPOSALS,
        PATH_MISSING,
        PATH_UNWANTED,
        BAD_SIGNATURE,
        BAD_PATH,
        BAD_TAG
    }

    public InvalidCommit(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
