// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.KeyedHash;
import org.parley.meeting.door.MeetingNumber;

/// Somebody about to try the door.
///
/// @param tenant of the host name asked, never of the meeting: whose meeting it is would say that it exists
/// @param target keyed hash of the number as typed, see [#target]
/// @param solution of an earlier [Challenge], if one is shown
public record Attempt(
        Source source,
        long tenant,
        long target,
        Way way,
        @Nullable String solution) {
    private static final int LONGEST_SOLUTION = 80;

    public Attempt {
        solution = solution == null || solution.length() > LONGEST_SOLUTION ? null : solution;
    }

    /// The hash by which tries at one number are counted: the number itself is not kept.
    ///
    /// @param typed the number as typed, whether a number or not
    public static long target(KeyedHash hash, String typed) {
        String number = MeetingNumber.parse(typed).map(MeetingNumber::digits).orElse(typed);
        return hashed(hash, "guard-target", number);
    }

    /// The same for what else is guessed at or counted by: an account's name, a tenant.
    public static long hashed(KeyedHash hash, String purpose, String name) {
        return Long.parseUnsignedLong(hash.of(purpose, name).hex().substring(0, 16), 16);
    }
}
