// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// One thing to count, on this node and on the others. Counting is addition, so the order does not matter.
///
/// @param at when it happened, in seconds, see [Seconds]
/// @param counted a success: whether it counts as one for the crowd, see [Books#CROWD_GOOD_SECONDS]
record Tally(Kind kind, Charge charge, int at, boolean counted) {}
