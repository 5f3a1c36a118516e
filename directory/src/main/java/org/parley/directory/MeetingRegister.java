// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/// The register of meetings: which numbers there are, whose, and what opens them.
public final class MeetingRegister {
    private static final String COLUMNS =
            "id, number, owner, title, created_at, running, passcode_hash, guest_link_hash, host_link_hash, link_bound,"
                    + " post_quantum";

    private final Jdbi jdbi;

    public MeetingRegister(Database database) {
        this.jdbi = database.jdbi();
    }

    /// @return false if the number is taken: draw another
    public boolean add(MeetingRecord m) {
        try {
            return jdbi.withHandle(handle -> handle.execute(
                            "INSERT INTO meeting (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                            m.postQuantum())
                    == 1);
        } catch (UnableToExecuteStatementException e) {
            if (byNumber(m.number()).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    public Optional<MeetingRecord> byNumber(String number) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM meeting WHERE number = ?")
                .bind(0, number)
                .map((row, _) -> read(row))
                .findOne());
    }

    /// Newest first, at most `max`.
    public List<MeetingRecord> byOwner(String owner, int max) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM meeting WHERE owner = ? ORDER BY created_at DESC, id LIMIT ?")
                .bind(0, owner)
                .bind(1, max)
                .map((row, _) -> read(row))
                .list());
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

    /// @return false if the meeting is gone
    public boolean replaceHashes(String id, String passcodeHash, String guestLinkHash, String hostLinkHash) {
        return jdbi.withHandle(handle -> handle.execute(
                        "UPDATE meeting SET passcode_hash = ?, guest_link_hash = ?, host_link_hash = ? WHERE id = ?",
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

    public void delete(String id) {
        jdbi.useHandle(handle -> handle.execute("DELETE FROM meeting WHERE id = ?", id));
    }

    private static MeetingRecord read(ResultSet row) throws SQLException {
        return new MeetingRecord(
                row.getString("id"),
                row.getString("number"),
                row.getString("owner"),
                row.getString("title"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getBoolean("running"),
                row.getString("passcode_hash"),
                row.getString("guest_link_hash"),
                row.getString("host_link_hash"),
                row.getBoolean("link_bound"),
                row.getBoolean("post_quantum"));
    }
}
