// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.util.Optional;
import org.parley.meeting.MeetingKeys;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.door.LinkKey;

/// What a host asks for who makes a meeting.
///
/// @param settings where they are to differ from what organisation and host have set for new meetings
/// @param webinar whether who comes by link or number is an attendee
/// @param personal whether it is to be the host's personal meeting
/// @param guests what the guests' link shows at the door, where the meeting is to be link-bound
public record NewMeeting(
        String title,
        MeetingSettings.Change settings,
        boolean webinar,
        Optional<LinkKey> guests,
        boolean postQuantum,
        boolean personal) {
    public NewMeeting(
            String title,
            MeetingSettings.Change settings,
            boolean webinar,
            Optional<LinkKey> guests,
            boolean postQuantum) {
        this(title, settings, webinar, guests, postQuantum, false);
    }

    public static NewMeeting titled(String title) {
        return new NewMeeting(title, MeetingSettings.Change.NONE, false, Optional.empty(), false);
    }

    MeetingKeys keys() {
        return new MeetingKeys(guests.isPresent(), postQuantum);
    }
}
