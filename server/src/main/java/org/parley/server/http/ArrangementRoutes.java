// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import org.parley.server.MeetingOffice;
import org.parley.server.cluster.MeetingMessage;
import org.parley.server.cluster.Meetings;
import org.parley.server.signal.ServerMessage.SettingsInfo;

/// What a meeting is called and which settings it has, for its owner, whether it runs or not.
final class ArrangementRoutes {
    private record Titled(@Nullable String title) {}

    private record Arrangement(String title, SettingsInfo settings, SettingsInfo floor) {}

    private final OwnMeetings own;
    private final MeetingOffice office;
    private final Meetings meetings;

    ArrangementRoutes(OwnMeetings own, MeetingOffice office, Meetings meetings) {
        this.own = own;
        this.office = office;
        this.meetings = meetings;
    }

    void read(Context context) {
        OwnMeetings.Own mine = own.require(context);
        write(context, mine.id(), mine.meeting().title());
    }

    void change(Context context) {
        OwnMeetings.Own mine = own.require(context);
        String typed = Json.read(context, Titled.class).title();
        String title = typed == null ? null : Titles.of(typed);
        if (!office.arrange(mine.meeting(), mine.host().name(), title, SettingsBody.read(context))) {
            throw new Problem(403, "Something of this is fixed by those who run the server.");
        }
        write(context, mine.id(), title == null ? mine.meeting().title() : title);
    }

    private void write(Context context, String id, String title) {
        MeetingMessage.Arrangement now = meetings.arrangement(id);
        Json.write(context, 200, new Arrangement(title, SettingsInfo.of(now.settings()), SettingsInfo.of(now.floor())));
    }
}
