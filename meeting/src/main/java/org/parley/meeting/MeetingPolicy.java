// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.util.List;

/// What one level (installation, organisation, host) says of the meetings below it: what a new meeting gets where
/// nobody says otherwise, and what no meeting may be looser than.
///
/// @param floor null leaves it open
public record MeetingPolicy(MeetingSettings.Change defaults, MeetingSettings.Change floor) {
    /// Says nothing.
    public static final MeetingPolicy NONE =
            new MeetingPolicy(MeetingSettings.Change.NONE, MeetingSettings.Change.NONE);

    /// What the levels together fix: the tightest of each setting, so that no level loosens what another has fixed.
    public static MeetingSettings floorOf(List<MeetingPolicy> levels) {
        MeetingSettings floor = MeetingSettings.LOOSEST;
        for (MeetingPolicy level : levels) {
            floor = floor.tightenedTo(MeetingSettings.LOOSEST.with(level.floor));
        }
        return floor;
    }

    /// What a new meeting gets: of each setting what the innermost level says that says anything. It may be looser
    /// than the floor; the floor holds all the same, and what was meant counts again once the floor allows it.
    ///
    /// @param levels the outermost first
    public static MeetingSettings defaultsOf(List<MeetingPolicy> levels) {
        MeetingSettings defaults = MeetingSettings.DEFAULT;
        for (MeetingPolicy level : levels) {
            defaults = defaults.with(level.defaults);
        }
        return defaults;
    }
}
