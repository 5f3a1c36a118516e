// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.directory.Account;
import org.parley.directory.Database;
import org.parley.directory.DatabaseSettings;
import org.parley.directory.OperatorBook;

/// The same server on a real PostgreSQL.
class PostgresTest {
    @SuppressWarnings("NullAway.Init")
    private static PostgresServer postgres;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @BeforeAll
    static void start() throws Exception {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @Test
    void a_meeting_goes_on_after_the_server_was_killed() throws Exception {
        RestartTest.goesOn(data, options());
    }

    @Test
    void accounts_meetings_and_the_door_work() throws Exception {
        try (var parley = TestServer.start(data, options())) {
            var invitation = parley.meeting();
            assertThat(parley.ticket(invitation.number().digits(), invitation.guestLink(), "Ada"))
                    .isNotEmpty();
            assertThat(parley.server.setupToken()).isEmpty();
            var answer = parley.post("/api/v1/session", "{\"name\":\"Nobody\",\"password\":\"wrong password\"}");
            assertThat(answer.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void operators_rules_and_their_log_are_kept() {
        var settings = new DatabaseSettings(postgres.url(), "parley", "", 2);
        try (var database = Database.open(settings)) {
            var book = new OperatorBook(database);
            var olga = new Account("o", "Olga", true);
            Instant now = Instant.parse("2026-11-24T09:00:00Z");
            var rule = new OperatorBook.Rule("192.0.2.0/24", false, "", "Olga", now, Optional.empty());
            assertThat(book.put(olga, rule, 1)).isTrue();
            assertThat(book.rules(now)).containsExactly(rule);
            assertThat(book.lift(olga, "192.0.2.0/24", now)).isTrue();
            assertThat(book.deeds(10)).hasSize(2);
        }
    }

    private static Map<String, String> options() {
        return Map.of("database.url", postgres.url(), "database.user", "parley", "database.password", "");
    }
}
