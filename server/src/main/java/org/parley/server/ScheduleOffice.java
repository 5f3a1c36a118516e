// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.directory.MeetingRecord;
import org.parley.directory.ScheduleRecord;
import org.parley.directory.Schedules;
import org.parley.meeting.Command;
import org.parley.server.calendar.Recurrence;
import org.parley.server.calendar.Schedule;
import org.parley.server.cluster.Meetings;

/// Keeps when meetings are. Blocks on the database; may be called from any thread.
public final class ScheduleOffice {
    /// @param sequence how often it was changed
    public record Kept(Schedule schedule, int sequence) {}

    private final Schedules schedules;
    private final Meetings meetings;

    public ScheduleOffice(Schedules schedules, Meetings meetings) {
        this.schedules = schedules;
        this.meetings = meetings;
    }

    public Optional<Kept> find(MeetingRecord meeting) {
        return schedules.find(meeting.id()).flatMap(ScheduleOffice::read);
    }

    /// By the ids of their meetings.
    public Map<String, Kept> byOwner(String owner) {
        Map<String, Kept> all = new HashMap<>();
        schedules.byOwner(owner).forEach((id, record) -> read(record).ifPresent(kept -> all.put(id, kept)));
        return all;
    }

    /// @param by the owner's name
    /// @return false if the meeting is gone
    public boolean set(MeetingRecord meeting, String by, Schedule schedule) {
        String rule = rule(schedule.recurrence());
        boolean set = schedules.set(
                meeting.id(), schedule.begins().toString(), schedule.zone().getId(), schedule.minutes(), rule);
        if (set) {
            String when = schedule.begins() + " " + schedule.zone().getId() + (rule.isEmpty() ? "" : ", " + rule);
            meetings.order(meeting.id(), new Command.Note(by, "scheduled", when));
        }
        return set;
    }

    public void clear(MeetingRecord meeting, String by) {
        schedules.clear(meeting.id());
        meetings.order(meeting.id(), new Command.Note(by, "unscheduled", null));
    }

    private static String rule(@Nullable Recurrence recurrence) {
        return recurrence == null ? "" : recurrence.text();
    }

    /// Empty if a zone is gone from the JDK's, which happens.
    private static Optional<Kept> read(ScheduleRecord record) {
        try {
            var schedule = new Schedule(
                    LocalDateTime.parse(record.begins()),
                    ZoneId.of(record.zone()),
                    record.minutes(),
                    Recurrence.parse(record.recurrence()).orElse(null));
            return Optional.of(new Kept(schedule, record.sequence()));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
