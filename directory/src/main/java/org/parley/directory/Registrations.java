// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Who is registered for which meeting, and from which browser they came. Gone with the meeting.
public final class Registrations {
    private static final String COLUMNS = "id, meeting, name, link_hash, device_hash, created_at, used_at";

    private final Jdbi jdbi;

    public Registrations(Database database) {
        this.jdbi = database.jdbi();
    }

    /// Adds all of them, or none.
    ///
    /// @param number that the meeting has: the links are for it
    /// @return false if the meeting would have more than `most`, has another number by now, or is gone
    public boolean add(String meeting, String number, List<RegistrationRecord> added, int most) {
        return jdbi.inTransaction(handle -> {
            // Who adds at the same time waits here.
            boolean there = handle.createQuery("SELECT id FROM meeting WHERE id = ? AND number = ? FOR UPDATE")
                    .bind(0, meeting)
                    .bind(1, number)
                    .mapTo(String.class)
                    .findOne()
                    .isPresent();
            if (!there || count(handle, meeting) + added.size() > most) {
                return false;
            }
            if (!added.isEmpty()) {
                insert(handle, meeting, added);
            }
            return true;
        });
    }

    private static int count(Handle handle, String meeting) {
        return handle.createQuery("SELECT count(*) FROM registration WHERE meeting = ?")
                .bind(0, meeting)
                .mapTo(Integer.class)
                .one();
    }

    private static void insert(Handle handle, String meeting, List<RegistrationRecord> added) {
        try (PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO registration (id, meeting, name, link_hash, created_at) VALUES (?, ?, ?, ?, ?)")) {
            for (RegistrationRecord r : added) {
                batch.bind(0, r.id())
                        .bind(1, meeting)
                        .bind(2, r.name())
                        .bind(3, r.linkHash())
                        .bind(4, r.createdAt().toEpochMilli())
                        .add();
            }
            batch.execute();
        }
    }

    /// For the door: the row with this hash, or else the next one there is. Finding it is the same work whether
    /// there is one or not, for behind the highest there is a row that nothing leads to.
    ///
    /// @param linkHash 64 hexadecimal digits
    public RegistrationRecord atOrAfter(String linkHash) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM registration WHERE link_hash >= ? ORDER BY link_hash LIMIT 1")
                .bind(0, linkHash)
                .map((row, _) -> read(row))
                .one());
    }

    /// Gives the link to a browser, if no other has it.
    ///
    /// @return false if another has it, or it has been withdrawn
    public boolean bind(String id, String deviceHash, Instant now) {
        return jdbi.withHandle(handle -> handle.execute(
                        "UPDATE registration SET device_hash = ?, used_at = COALESCE(used_at, ?)"
                                + " WHERE id = ? AND (device_hash IS NULL OR device_hash = ?)",
                        deviceHash,
                        now.toEpochMilli(),
                        id,
                        deviceHash)
                == 1);
    }

    /// In the order made.
    public List<RegistrationRecord> byMeeting(String meeting) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM registration WHERE meeting = ? ORDER BY place")
                .bind(0, meeting)
                .map((row, _) -> read(row))
                .list());
    }

    /// @return false if the meeting has no such registration
    public boolean remove(String meeting, String id) {
        return jdbi.withHandle(
                handle -> handle.execute("DELETE FROM registration WHERE meeting = ? AND id = ?", meeting, id) == 1);
    }

    private static RegistrationRecord read(ResultSet row) throws SQLException {
        long used = row.getLong("used_at");
        Instant usedAt = row.wasNull() ? null : Instant.ofEpochMilli(used);
        return new RegistrationRecord(
                row.getString("id"),
                row.getString("meeting"),
                row.getString("name"),
                row.getString("link_hash"),
                row.getString("device_hash"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                usedAt);
    }
}
