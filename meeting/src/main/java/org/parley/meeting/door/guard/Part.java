// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// Some of what a guard remembers, for a node that came late.
///
/// @param next where the next part begins, or [#END]
@SuppressWarnings("ArrayRecordComponent") // handed over once, compared with nothing
public record Part(byte[] bytes, int next) {
    public static final int END = -1;
}
