// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.time.InstantSource;
import org.parley.directory.MeetingRecord;
import org.parley.server.ScheduleOffice;
import org.parley.server.calendar.CalendarInvitation;

/// When a meeting is, and the file that puts it into calendars. The file has no secret: the server has none. Browsers
/// that have
/// the invitation put its link in.
final class ScheduleRoutes {
    private final OwnMeetings own;
    private final ScheduleOffice schedules;
    private final Origins origins;
    private final InstantSource clock;

    ScheduleRoutes(OwnMeetings own, ScheduleOffice schedules, Origins origins, InstantSource clock) {
        this.own = own;
        this.schedules = schedules;
        this.origins = origins;
        this.clock = clock;
    }

    void set(Context context) {
        OwnMeetings.Own mine = own.require(context);
        var schedule = Json.read(context, ScheduleBody.class).schedule();
        if (!schedules.set(mine.meeting(), mine.host().name(), schedule)) {
            throw OwnMeetings.notFound();
        }
        Json.write(context, 200, ScheduleBody.of(schedule, clock.instant()));
    }

    void clear(Context context) {
        OwnMeetings.Own mine = own.require(context);
        schedules.clear(mine.meeting(), mine.host().name());
        context.status(204);
    }

    void calendar(Context context) {
        OwnMeetings.Own mine = own.require(context);
        MeetingRecord meeting = mine.meeting();
        ScheduleOffice.Kept kept = schedules
                .find(meeting)
                .orElseThrow(() -> new Problem(409, "This meeting has no time: schedule it first."));
        String link = origins.own(context) + "/m/" + meeting.number();
        var invitation = new CalendarInvitation(
                meeting.id(),
                kept.sequence() + meeting.edition(),
                meeting.title(),
                meeting.title() + "\n" + link,
                link,
                mine.host().name(),
                null,
                kept.schedule());
        context.header("Content-Disposition", "attachment; filename=\"meeting-" + meeting.number() + ".ics\"")
                .contentType("text/calendar; charset=utf-8; method=PUBLISH; component=VEVENT")
                .result(invitation.published(clock.instant()));
    }
}
