// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// A block, or for [Level#TARGET] the time from which the next try may be made. The later end wins, and
/// pardons add up, so the order does not matter.
///
/// @param at when it was passed, in seconds, see [Seconds]
/// @param pardon failures that it pays for, so that a few tries are left when it ends
/// @param until seconds, see [Seconds]
/// @param strikes blocks so far, this one included
/// @param why of the block
record Sentence(Level level, long key, int at, float pardon, int until, int strikes, Why why) {}
