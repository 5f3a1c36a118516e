// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// What a host may set before and during a meeting. It outlasts the meeting's runs.
///
/// @param endpointsOnly whether connectors are kept out of the group that can decrypt
public record MeetingSettings(ChatPolicy chat, boolean endpointsOnly) {
    public static final MeetingSettings DEFAULT = new MeetingSettings(ChatPolicy.EVERYONE, false);
}
