// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.MeetingLog;
import org.parley.server.cluster.Meetings;
import org.parley.server.signal.Words;

/// Who did what in a meeting, and who was there, for its owner: to read, and to take away as tables.
final class LogRoutes {
    private record Log(List<Deed> deeds, List<Visit> visits) {}

    private record Deed(
            String at,
            String by,
            String what,
            @Nullable String whom,
            @Nullable String detail) {
        static Deed of(MeetingLog.Deed d) {
            return new Deed(d.at().toString(), d.by(), d.what(), d.whom(), d.detail());
        }

        List<@Nullable String> cells() {
            return Arrays.asList(at, by, what, whom, detail);
        }
    }

    private record Visit(
            String name,
            String role,
            String way,
            boolean account,
            String came,
            @Nullable String left) {
        static Visit of(MeetingLog.Visit v) {
            return new Visit(
                    v.name(),
                    Words.of(v.role()),
                    Words.of(v.way()),
                    v.account(),
                    v.came().toString(),
                    v.left() == null ? null : v.left().toString());
        }
    }

    private final OwnMeetings own;
    private final Meetings meetings;
    private final InstantSource clock;

    LogRoutes(OwnMeetings own, Meetings meetings, InstantSource clock) {
        this.own = own;
        this.meetings = meetings;
        this.clock = clock;
    }

    void read(Context context) {
        MeetingLog log = log(context);
        Json.write(
                context,
                200,
                new Log(
                        log.deeds().stream().map(Deed::of).toList(),
                        log.visits().stream().map(Visit::of).toList()));
    }

    void deeds(Context context) {
        var csv = new Csv("time", "by", "what", "whom", "detail");
        log(context).deeds().forEach(deed -> csv.row(Deed.of(deed).cells()));
        write(context, csv, "log");
    }

    void attendance(Context context) {
        var csv = new Csv("name", "role", "way", "account", "came", "left", "minutes");
        log(context).visits().forEach(visit -> csv.row(cells(visit)));
        write(context, csv, "attendance");
    }

    /// Who is still there has been there until now.
    private List<@Nullable String> cells(MeetingLog.Visit visit) {
        Visit v = Visit.of(visit);
        Duration stay = Duration.between(visit.came(), visit.left() == null ? clock.instant() : visit.left());
        String minutes = Long.toString(Math.max(0, (stay.toSeconds() + 30) / 60));
        return Arrays.asList(v.name(), v.role(), v.way(), v.account() ? "yes" : "no", v.came(), v.left(), minutes);
    }

    private MeetingLog log(Context context) {
        return meetings.log(own.require(context).id());
    }

    private static void write(Context context, Csv csv, String what) {
        String name = what + "-" + context.pathParam("number").replaceAll("[^0-9]", "") + ".csv";
        context.header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .contentType("text/csv; charset=utf-8; header=present")
                .result(csv.text());
    }
}
