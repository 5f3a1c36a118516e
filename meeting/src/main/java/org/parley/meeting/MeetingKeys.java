// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// How the keys of a meeting come about: chosen when it is made, once and for all.
///
/// @param linkBound whether nobody comes in without the link, the server included
/// @param postQuantum whether keys hold against quantum computers, too; connectors can't take part then
public record MeetingKeys(boolean linkBound, boolean postQuantum) {
    public static final MeetingKeys PLAIN = new MeetingKeys(false, false);
}
