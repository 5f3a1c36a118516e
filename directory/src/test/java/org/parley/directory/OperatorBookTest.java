// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.directory.OperatorBook.Deed;
import org.parley.directory.OperatorBook.Rule;
import org.parley.directory.OperatorBook.What;

class OperatorBookTest {
    private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
    private static final Account ADA = new Account("a", "Ada", true);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private OperatorBook book;

    @BeforeEach
    void open() {
        database = Database.open(Database.embedded(directory));
        book = new OperatorBook(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Rule rule(String network, boolean allowed, Optional<Instant> until) {
        return new Rule(network, allowed, "a note", "Ada", NOW, until);
    }

    @Test
    void rules_and_the_log_are_there_after_reopening() {
        Instant soon = NOW.plus(Duration.ofHours(1));
        assertThat(book.put(ADA, rule("192.0.2.0/24", false, Optional.of(soon)), 10))
                .isTrue();
        assertThat(book.put(ADA, rule("198.51.100.7/32", true, Optional.empty()), 10))
                .isTrue();
        database.close();
        open();
        assertThat(book.rules(NOW))
                .containsExactly(
                        rule("192.0.2.0/24", false, Optional.of(soon)),
                        rule("198.51.100.7/32", true, Optional.empty()));
        assertThat(book.deeds(10))
                .extracting(Deed::what, Deed::network, Deed::by)
                .containsExactly(
                        tuple(What.ALLOWED, "198.51.100.7/32", "Ada"), tuple(What.BLOCKED, "192.0.2.0/24", "Ada"));
    }

    @Test
    void a_network_has_one_rule_and_the_last_one_counts() {
        book.put(ADA, rule("192.0.2.0/24", false, Optional.empty()), 1);
        assertThat(book.put(ADA, rule("192.0.2.0/24", true, Optional.empty()), 1))
                .isTrue();
        assertThat(book.rules(NOW)).singleElement().matches(Rule::allowed);
    }

    @Test
    void there_are_at_most_so_many_rules_and_those_that_are_over_make_room() {
        Instant soon = NOW.plus(Duration.ofHours(1));
        assertThat(book.put(ADA, rule("192.0.2.0/24", false, Optional.of(soon)), 1))
                .isTrue();
        assertThat(book.put(ADA, rule("198.51.100.0/24", false, Optional.empty()), 1))
                .isFalse();
        assertThat(book.rules(NOW)).singleElement().matches(it -> it.network().equals("192.0.2.0/24"));
        assertThat(book.rules(soon)).isEmpty();
        var later = new Rule("198.51.100.0/24", false, "", "Ada", soon, Optional.empty());
        assertThat(book.put(ADA, later, 1)).isTrue();
        assertThat(book.rules(soon)).containsExactly(later);
    }

    @Test
    void lifting_what_is_not_there_is_not_written_down() {
        book.put(ADA, rule("192.0.2.0/24", false, Optional.empty()), 10);
        assertThat(book.lift(ADA, "192.0.2.0/24", NOW)).isTrue();
        assertThat(book.lift(ADA, "192.0.2.0/24", NOW)).isFalse();
        book.forgave(ADA, "198.51.100.7/32", NOW);
        assertThat(book.deeds(10)).extracting(Deed::what).containsExactly(What.FORGIVEN, What.LIFTED, What.BLOCKED);
    }

    @Test
    void neither_rules_nor_deeds_print_an_address() {
        book.put(ADA, rule("192.0.2.7/32", false, Optional.empty()), 10);
        assertThat(book.rules(NOW) + " " + book.deeds(1)).doesNotContain("192").doesNotContain("Ada");
    }

    @Test
    void the_oldest_account_of_an_installation_from_before_is_its_operators(@TempDir Path old) {
        var settings = Database.embedded(old);
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(settings.url(), settings.user(), settings.password())
                .locations("classpath:org/parley/directory/migration")
                .table("schema_history")
                .target("4")
                .load()
                .migrate();
        Jdbi.create(settings.url(), settings.user(), settings.password())
                .useHandle(
                        handle -> handle.execute(
                                "INSERT INTO account (id, name, name_key, password, created_at) VALUES"
                                        + " ('1', 'Late', 'late', 'x', 2), ('2', 'First', 'first', 'x', 1), ('3', 'Same', 'same', 'x', 1)"));
        try (var now = Database.open(settings)) {
            List<String> operators = now.jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT name FROM account WHERE operator")
                            .mapTo(String.class)
                            .list());
            assertThat(operators).containsExactly("First");
        }
    }

    @Test
    void an_operator_is_made_and_unmade_by_name() {
        var accounts = new Accounts(database, () -> NOW, new Random(1));
        accounts.create("Grace", "correct horse battery");
        assertThat(accounts.setOperator("grace", true)).isTrue();
        assertThat(accounts.verify("Grace", "correct horse battery")).get().matches(Account::operator);
        assertThat(accounts.setOperator("Grace", false)).isTrue();
        assertThat(accounts.verify("Grace", "correct horse battery")).get().matches(it -> !it.operator());
        assertThat(accounts.setOperator("Nobody", true)).isFalse();
    }
}
