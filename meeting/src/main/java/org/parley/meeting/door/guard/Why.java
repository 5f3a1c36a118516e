// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// Why a source or a network is held up.
public enum Why {
    /// It failed too often.
    FAILURES,
    /// It is unknown and failed while many sources together scan.
    CROWD,
    /// It took one proof of work after the other and solved none.
    UNSOLVED;

    private static final Why[] ALL = values();

    /// As a ledger keeps it: unknown numbers are of a newer version.
    static Why of(int number) {
        return number > 0 && number < ALL.length ? ALL[number] : FAILURES;
    }
}
