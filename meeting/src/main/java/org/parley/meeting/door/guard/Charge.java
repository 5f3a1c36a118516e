// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// A try that was let through, to be handed back with its outcome. It counts as a failure until it is
/// reported as a success, so a thousand tries at once are no way around the count.
///
/// @param at seconds, see [Seconds]
/// @param known the source had got in lately
/// @param fresh the first failure from this source in a while
public record Charge(Source source, long tenant, long target, Way way, int at, boolean known, boolean fresh) {
    @Override
    public String toString() {
        return "Charge[…]";
    }
}
