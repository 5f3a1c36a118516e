// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static Map<String, String> options() {
        return Map.of("database.url", postgres.url(), "database.user", "parley", "database.password", "");
    }
}
