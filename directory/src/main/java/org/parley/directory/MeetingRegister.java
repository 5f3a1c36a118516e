// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/// The register of meetings: which numbers there are, whose, and what opens them.
public final class MeetingRegister {
    private static final String COLUMNS =
            "id, number, owner, title, created_at, running, passcode_hash, guest_link_hash, host_link_hash, link_bound,"
                    + " post_quantum, edition, personal_of";

    /// No account has this id.
    private static final String NOBODY = "-";

    /// Who has an old number by heart, or in a calendar, should not come to strangers.
    public static final Duration NUMBER_RESTS = Duration.ofDays(90);

    private final Jdbi jdbi;

    public MeetingRegister(Database database) {
        this.jdbi = database.jdbi();
    }

    /// @return false if the number is taken or rests: draw another
    public boolean add(MeetingRecord m) {
        try {
            return added(m);
        } catch (UnableToExecuteStatementException e) {
            if (m.personal() && hasPersonal(m.owner())) {
                return false;
            }
            throw e;
        }
    }

    private boolean added(MeetingRecord m) {
        return given(
                m.number(),
                m.createdAt(),
                handle -> handle.execute(
                        "INSERT INTO meeting (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        m.id(),
                        m.number(),
                        m.owner(),
                        m.title(),
                        m.createdAt().toEpochMilli(),
                        m.running(),
                        m.passcodeHash(),
                        m.guestLinkHash(),
                        m.hostLinkHash(),
                        m.linkBound(),
                        m.postQuantum(),
                        m.edition(),
                        m.personal() ? m.owner() : null));
    }

    /// Gives a meeting another number and other hashes. The number it had rests.
    ///
    /// @return false if the new number is taken or rests, or the meeting is gone
    public boolean renumber(
            String id, String number, String passcodeHash, String guestLinkHash, String hostLinkHash, Instant now) {
        return given(number, now, handle -> {
            retire(handle, id, now);
            // Their links had the number in them.
            handle.execute("DELETE FROM registration WHERE meeting = ?", id);
            return handle.execute(
                    "UPDATE meeting SET number = ?, passcode_hash = ?, guest_link_hash = ?, host_link_hash = ?,"
                            + " edition = edition + 1 WHERE id = ?",
                    number,
                    passcodeHash,
                    guestLinkHash,
                    hostLinkHash,
                    id);
        });
    }

    private interface Giving {
        /// @return how many rows have the number now
        int in(Handle handle);
    }

    private boolean given(String number, Instant now, Giving giving) {
        try {
            return jdbi.inTransaction(handle -> !rests(handle, number, now) && giving.in(handle) == 1);
        } catch (UnableToExecuteStatementException e) {
            if (byNumber(number).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private static boolean rests(Handle handle, String number, Instant now) {
        return handle.createQuery("SELECT count(*) FROM retired_number WHERE number = ? AND free_at > ?")
                        .bind(0, number)
                        .bind(1, now.toEpochMilli())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /// The number of a meeting rests from now on.
    private static void retire(Handle handle, String id, Instant now) {
        handle.execute("DELETE FROM retired_number WHERE free_at <= ?", now.toEpochMilli());
        handle.execute(
                "INSERT INTO retired_number (number, free_at) SELECT number, CAST(? AS BIGINT) FROM meeting WHERE id = ?",
                now.plus(NUMBER_RESTS).toEpochMilli(),
                id);
    }

    /// For the door: the row of this number, or else of the next one there is. Finding it is the same work
    /// whether the number exists or not, for behind the highest there is a row that is no meeting.
    ///
    /// @param number 11 characters, of which nothing else is asked
    public MeetingRecord atOrAfter(String number) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM meeting WHERE number >= ? ORDER BY number LIMIT 1")
                .bind(0, number)
                .map((row, _) -> read(row))
                .one());
    }

    public Optional<MeetingRecord> byNumber(String number) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM meeting WHERE number = ?")
                .bind(0, number)
                .map((row, _) -> read(row))
                .findOne());
    }

    public Optional<MeetingRecord> byId(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM meeting WHERE id = ?")
                .bind(0, id)
                .map((row, _) -> read(row))
                .findOne());
    }

    /// The personal one, then the newest first, at most `max`.
    public List<MeetingRecord> byOwner(String owner, int max) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM meeting WHERE owner = ?"
                        + " ORDER BY CASE WHEN personal_of IS NULL THEN 1 ELSE 0 END, created_at DESC, id LIMIT ?")
                .bind(0, owner)
                .bind(1, max)
                .map((row, _) -> read(row))
                .list());
    }

    public boolean hasPersonal(String owner) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM meeting WHERE personal_of = ?")
                        .bind(0, owner)
                        .mapTo(Integer.class)
                        .one())
                > 0;
    }

    public int countByOwner(String owner) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM meeting WHERE owner = ?")
                .bind(0, owner)
                .mapTo(Integer.class)
                .one());
    }

    /// Ids of the meetings that were running when last heard of.
    public List<String> running() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT id FROM meeting WHERE running = TRUE")
                .mapTo(String.class)
                .list());
    }

    public void setRunning(String id, boolean running) {
        jdbi.useHandle(handle -> handle.execute("UPDATE meeting SET running = ? WHERE id = ?", running, id));
    }

    public void setTitle(String id, String title) {
        jdbi.useHandle(handle -> handle.execute("UPDATE meeting SET title = ? WHERE id = ?", title, id));
    }

    /// @return false if the meeting is gone
    public boolean replaceHashes(String id, String passcodeHash, String guestLinkHash, String hostLinkHash) {
        return jdbi.withHandle(handle -> handle.execute(
                        "UPDATE meeting SET passcode_hash = ?, guest_link_hash = ?, host_link_hash = ?,"
                                + " edition = edition + 1 WHERE id = ?",
                        passcodeHash,
                        guestLinkHash,
                        hostLinkHash,
                        id)
                == 1);
    }

    /// Erases what the journal holds of a meeting that is deleted: who was in it, and when.
    ///
    /// @param persistenceId under which the meeting's events are kept
    public void eraseJournal(String persistenceId) {
        jdbi.useTransaction(handle -> {
            handle.execute("DELETE FROM event_journal WHERE persistence_id = ?", persistenceId);
            handle.execute("DELETE FROM snapshot WHERE persistence_id = ?", persistenceId);
        });
    }

    /// The meeting's number rests from now on.
    public void delete(String id, Instant now) {
        jdbi.useTransaction(handle -> {
            retire(handle, id, now);
            handle.execute("DELETE FROM meeting WHERE id = ?", id);
        });
    }

    private static MeetingRecord read(ResultSet row) throws SQLException {
        return new MeetingRecord(
                row.getString("id"),
                row.getString("number"),
                Objects.requireNonNullElse(row.getString("owner"), NOBODY),
                row.getString("title"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getBoolean("running"),
                row.getString("passcode_hash"),
                row.getString("guest_link_hash"),
                row.getString("host_link_hash"),
                row.getBoolean("link_bound"),
                row.getBoolean("post_quantum"),
                row.getInt("edition"),
                row.getString("personal_of") != null);
    }
}
