// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// When meetings are. May be called from any thread; blocks on the database.
public final class Schedules {
    private static final String FIELDS = "s.meeting, s.begins, s.zone, s.minutes, s.recurrence, s.sequence";

    private record Row(String meeting, ScheduleRecord schedule) {}

    private final Jdbi jdbi;

    public Schedules(Database database) {
        this.jdbi = database.jdbi();
    }

    public Optional<ScheduleRecord> find(String meeting) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT " + FIELDS + " FROM schedule s WHERE s.meeting = ? AND s.begins IS NOT NULL")
                .bind(0, meeting)
                .map((row, _) -> read(row).schedule())
                .findOne());
    }

    /// By the ids of their meetings.
    public Map<String, ScheduleRecord> byOwner(String owner) {
        return jdbi.withHandle(handle -> handle
                .createQuery(
                        "SELECT " + FIELDS
                                + " FROM schedule s JOIN meeting m ON m.id = s.meeting WHERE m.owner = ? AND s.begins IS NOT NULL")
                .bind(0, owner)
                .map((row, _) -> read(row))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Row::meeting, Row::schedule)));
    }

    /// @return false if the meeting is gone
    public boolean set(String meeting, String begins, String zone, int minutes, String recurrence) {
        return jdbi.inTransaction(handle -> {
            if (!isThere(handle, meeting)) {
                return false;
            }
            handle.execute(
                    "UPDATE schedule SET begins = ?, zone = ?, minutes = ?, recurrence = ?, sequence = sequence + 1"
                            + " WHERE meeting = ?",
                    begins,
                    zone,
                    minutes,
                    recurrence,
                    meeting);
            return true;
        });
    }

    /// Locks the meeting's row, so that two who set at once come one after the other.
    private static boolean isThere(Handle handle, String meeting) {
        boolean exists = handle.createQuery("SELECT id FROM meeting WHERE id = ? FOR UPDATE")
                .bind(0, meeting)
                .mapTo(String.class)
                .findOne()
                .isPresent();
        if (exists) {
            handle.execute(
                    "INSERT INTO schedule (meeting, sequence) SELECT id, 0 FROM meeting WHERE id = ?"
                            + " AND NOT EXISTS (SELECT 1 FROM schedule WHERE meeting = ?)",
                    meeting,
                    meeting);
        }
        return exists;
    }

    public void clear(String meeting) {
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE schedule SET begins = NULL, zone = NULL, minutes = NULL, recurrence = NULL,"
                        + " sequence = sequence + 1 WHERE meeting = ?",
                meeting));
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getString("meeting"),
                new ScheduleRecord(
                        row.getString("begins"),
                        row.getString("zone"),
                        row.getInt("minutes"),
                        row.getString("recurrence"),
                        row.getInt("sequence")));
    }
}
