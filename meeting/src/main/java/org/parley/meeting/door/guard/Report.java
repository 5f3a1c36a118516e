// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Instant;

/// Something the operator should know.
///
/// @param where the network, as `192.0.2.0/24`; for [Kind#GUESSING] the hash of the number and for
///     [Kind#DISTRIBUTED] that of the tenant, both in hexadecimal; empty for the whole installation
/// @param tries failed tries in the last hours, those long ago counting less
/// @param sources that they came from, where that is known, otherwise 0
/// @param since when they began
/// @param until when the block ends; the time of the report if nothing was blocked
/// @param blocks so far, this one included; 0 if nothing was blocked
public record Report(Kind kind, String where, long tries, long sources, Instant since, Instant until, int blocks) {
    public enum Kind {
        /// A source or a network was blocked.
        BLOCKED,
        /// Many sources together fail much: unknown ones now work for each try.
        CROWD,
        /// The same, so much that it is a scan: unknown sources now have few tries.
        DISTRIBUTED,
        /// One number is guessed at from several sources: the passcode now lets few in.
        GUESSING
    }
}
