// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What operators decided by hand at the door, and the log of what they did: a decision and its line in the log are
/// kept together or not at all.
public final class OperatorBook {
    /// Lines of the log that are kept.
    public static final int MOST_DEEDS = 10_000;

    /// A network that is allowed or blocked.
    ///
    /// @param network as `192.0.2.0/24`
    /// @param by the operator's name
    /// @param until empty for good
    public record Rule(
            String network, boolean allowed, String note, String by, Instant madeAt, Optional<Instant> until) {
        public boolean isOver(Instant now) {
            return until.filter(end -> !end.isAfter(now)).isPresent();
        }

        /// Who made it is somebody's name, and the network may be somebody's address: they stay out of logs.
        @Override
        public String toString() {
            return "Rule[…]";
        }
    }

    /// What an operator did.
    public enum What {
        BLOCKED,
        ALLOWED,
        /// A rule was taken back.
        LIFTED,
        /// A block by the guard was ended.
        FORGIVEN,
        /// What meetings may be was set for the organisation; no network is named.
        POLICY
    }

    /// A line of the log.
    ///
    /// @param by the name that the operator had then
    public record Deed(Instant at, String by, What what, String network, String note, Optional<Instant> until) {
        @Override
        public String toString() {
            return "Deed[" + what + "]";
        }
    }

    private final Jdbi jdbi;

    public OperatorBook(Database database) {
        this.jdbi = database.jdbi();
    }

    /// All rules that are not over, in the order of their networks' names.
    public List<Rule> rules(Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT network, allowed, note, made_by, made_at, ends_at FROM door_rule"
                                + " WHERE ends_at IS NULL OR ends_at > ? ORDER BY network")
                .bind(0, now.toEpochMilli())
                .map((row, _) -> new Rule(
                        row.getString("network"),
                        row.getBoolean("allowed"),
                        row.getString("note"),
                        row.getString("made_by"),
                        Instant.ofEpochMilli(row.getLong("made_at")),
                        ending(row)))
                .list());
    }

    /// Keeps a rule in place of what there was for its network; false, and nothing is done, if there are as many as may
    /// be.
    ///
    /// @param most rules that there may be
    public boolean put(Account operator, Rule rule, int most) {
        return jdbi.inTransaction(handle -> {
            long now = rule.madeAt().toEpochMilli();
            int others = handle.createQuery("SELECT count(*) FROM door_rule"
                            + " WHERE network <> ? AND (ends_at IS NULL OR ends_at > ?)")
                    .bind(0, rule.network())
                    .bind(1, now)
                    .mapTo(Integer.class)
                    .one();
            if (others >= most) {
                return false;
            }
            handle.execute("DELETE FROM door_rule WHERE network = ? OR ends_at <= ?", rule.network(), now);
            handle.execute(
                    "INSERT INTO door_rule (network, allowed, note, made_by, made_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
                    rule.network(),
                    rule.allowed(),
                    rule.note(),
                    rule.by(),
                    rule.madeAt().toEpochMilli(),
                    millis(rule.until()));
            What what = rule.allowed() ? What.ALLOWED : What.BLOCKED;
            write(
                    handle,
                    operator,
                    new Deed(rule.madeAt(), rule.by(), what, rule.network(), rule.note(), rule.until()));
            return true;
        });
    }

    /// Takes a rule back; false if there is none for this network.
    public boolean lift(Account operator, String network, Instant now) {
        return jdbi.inTransaction(handle -> {
            int lifted = handle.execute(
                    "DELETE FROM door_rule WHERE network = ? AND (ends_at IS NULL OR ends_at > ?)",
                    network,
                    now.toEpochMilli());
            if (lifted == 0) {
                return false;
            }
            write(handle, operator, new Deed(now, operator.name(), What.LIFTED, network, "", Optional.empty()));
            return true;
        });
    }

    /// Writes that a block by the guard was ended.
    public void forgave(Account operator, String network, Instant now) {
        var deed = new Deed(now, operator.name(), What.FORGIVEN, network, "", Optional.empty());
        jdbi.useTransaction(handle -> write(handle, operator, deed));
    }

    /// Writes that the organisation's policy for meetings was set.
    public void setPolicy(Account operator, Instant now) {
        var deed = new Deed(now, operator.name(), What.POLICY, "", "", Optional.empty());
        jdbi.useTransaction(handle -> write(handle, operator, deed));
    }

    /// The newest lines of the log, newest first.
    public List<Deed> deeds(int most) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT done_at, name, deed, network, note, ends_at FROM operator_log"
                                + " ORDER BY id DESC LIMIT ?")
                .bind(0, most)
                .map((row, _) -> new Deed(
                        Instant.ofEpochMilli(row.getLong("done_at")),
                        row.getString("name"),
                        What.valueOf(row.getString("deed")),
                        row.getString("network"),
                        row.getString("note"),
                        ending(row)))
                .list());
    }

    private static void write(Handle handle, Account operator, Deed deed) {
        handle.execute(
                "INSERT INTO operator_log (done_at, account, name, deed, network, note, ends_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                deed.at().toEpochMilli(),
                operator.id(),
                deed.by(),
                deed.what().name(),
                deed.network(),
                deed.note(),
                millis(deed.until()));
        handle.execute("DELETE FROM operator_log WHERE id <= (SELECT max(id) FROM operator_log) - ?", MOST_DEEDS);
    }

    private static Optional<Instant> ending(ResultSet row) throws SQLException {
        long millis = row.getLong("ends_at");
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }
}
