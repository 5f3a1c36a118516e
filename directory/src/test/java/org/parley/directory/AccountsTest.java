// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Instant now = Instant.parse("2026-11-24T09:00:00Z");
    private final InstantSource clock = () -> now;

    @SuppressWarnings("NullAway.Init")
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private Accounts accounts;

    @BeforeEach
    void open() {
        database = Database.open(Database.embedded(directory));
        accounts = new Accounts(database, clock, new Random(1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void the_right_password_is_right_and_others_are_not() {
        Account made = accounts.create("Ada Lovelace", PASSWORD);
        assertThat(made.operator()).isFalse();
        assertThat(accounts.verify("ada LOVELACE ", PASSWORD)).contains(made);
        assertThat(accounts.verify("Ada Lovelace", PASSWORD + "x")).isEmpty();
        assertThat(accounts.verify("Ada Lovelace", "")).isEmpty();
        assertThat(accounts.verify("Nobody", PASSWORD)).isEmpty();
        assertThat(accounts.verify("x".repeat(10_000), "y".repeat(10_000))).isEmpty();
    }

    @Test
    void names_and_passwords_have_bounds() {
        assertThatThrownBy(() -> accounts.create(" ", PASSWORD)).isInstanceOf(InvalidAccountException.class);
        assertThatThrownBy(() -> accounts.create("a\u0007b", PASSWORD)).isInstanceOf(InvalidAccountException.class);
        assertThatThrownBy(() -> accounts.create("Ada", "short")).isInstanceOf(InvalidAccountException.class);
        assertThat(accounts.isEmpty()).isTrue();
    }

    @Test
    void the_setup_token_makes_the_first_account_once() {
        Token first = accounts.drawSetupToken().orElseThrow();
        Token second = accounts.drawSetupToken().orElseThrow();
        assertThat(accounts.redeemSetupToken(first, "Ada", PASSWORD)).isEmpty();
        assertThatThrownBy(() -> accounts.redeemSetupToken(second, "Ada", "short"))
                .isInstanceOf(InvalidAccountException.class);
        assertThat(accounts.redeemSetupToken(second, "Ada", PASSWORD)).get().matches(Account::operator);
        assertThat(accounts.redeemSetupToken(second, "Eve", PASSWORD)).isEmpty();
        assertThat(accounts.drawSetupToken()).isEmpty();
    }

    @Test
    void a_session_lasts_until_it_expires_or_is_closed() {
        Account ada = accounts.create("Ada", PASSWORD);
        var sessions = new Sessions(database, clock, new Random(2), Duration.ofHours(1));
        var one = sessions.open(ada);
        var other = sessions.open(ada);
        assertThat(sessions.find(one.token())).contains(ada);
        sessions.close(one.token());
        assertThat(sessions.find(one.token())).isEmpty();
        assertThat(sessions.find(new Token("made up"))).isEmpty();
        now = now.plus(Duration.ofHours(1));
        assertThat(sessions.find(other.token())).isEmpty();
    }

    @Test
    void neither_passwords_nor_tokens_are_kept_or_printed() {
        Account ada = accounts.create("Ada", PASSWORD);
        var session = new Sessions(database, clock, new Random(2), Duration.ofHours(1)).open(ada);
        String kept = database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT a.password || s.token_hash FROM account a, session s")
                        .mapTo(String.class)
                        .one());
        assertThat(kept)
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
                .doesNotContain(PASSWORD)
                .doesNotContain(session.token().text());
        assertThat(session + " " + ada).doesNotContain(session.token().text()).doesNotContain("Ada");
    }

    @Test
    void what_was_committed_is_there_after_reopening() {
        Account made = accounts.create("Ada", PASSWORD);
        database.close();
        database = Database.open(Database.embedded(directory));
        assertThat(new Accounts(database, clock, new Random(3)).verify("Ada", PASSWORD))
                .contains(made);
    }
}
