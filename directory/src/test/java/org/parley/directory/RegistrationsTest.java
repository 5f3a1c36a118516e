// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrationsTest {
    private static final String NUMBER = "12345678901";
    private static final Instant NOW = Instant.ofEpochMilli(1_000);
    private static final String ADA = "a".repeat(64);
    private static final String EVE = "e".repeat(64);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private MeetingRegister meetings;

    @SuppressWarnings("NullAway.Init")
    private Registrations registrations;

    @BeforeEach
    void open() {
        database = Database.open(Database.embedded(directory));
        meetings = new MeetingRegister(database);
        registrations = new Registrations(database);
        Account owner = new Accounts(database, InstantSource.system(), new Random(1)).create("Lin", "correct horse");
        String hash = "0".repeat(64);
        meetings.add(new MeetingRecord(
                "a", NUMBER, owner.id(), "Board", NOW, false, hash, hash, hash, false, false, 1, false));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_list_keeps_its_order_and_its_bound() {
        assertThat(registrations.add("a", NUMBER, List.of(one("2", "2"), one("1", "1")), 3))
                .isTrue();
        assertThat(registrations.add("a", NUMBER, List.of(one("3", "3"), one("4", "4")), 3))
                .isFalse();
        assertThat(registrations.byMeeting("a"))
                .extracting(RegistrationRecord::id)
                .containsExactly("2", "1");
    }

    @Test
    void nothing_is_added_to_a_meeting_that_is_gone_or_has_another_number() {
        assertThat(registrations.add("b", NUMBER, List.of(one("1", "1")), 3)).isFalse();
        assertThat(registrations.add("a", "12345678902", List.of(one("1", "1")), 3))
                .isFalse();
    }

    @Test
    void looking_for_any_hash_finds_one_row() {
        registrations.add("a", NUMBER, List.of(one("1", "5")), 3);
        assertThat(registrations.atOrAfter("5".repeat(64)).id()).isEqualTo("1");
        assertThat(registrations.atOrAfter("4".repeat(64)).id()).isEqualTo("1");
        assertThat(registrations.atOrAfter("f".repeat(64)).id()).isEqualTo("last");
    }

    @Test
    void the_first_browser_has_the_link_for_good() {
        registrations.add("a", NUMBER, List.of(one("1", "1")), 3);
        assertThat(registrations.bind("1", ADA, NOW)).isTrue();
        assertThat(registrations.bind("1", EVE, NOW)).isFalse();
        assertThat(registrations.bind("1", ADA, NOW.plusSeconds(9))).isTrue();
        assertThat(registrations.byMeeting("a"))
                .extracting(RegistrationRecord::deviceHash, RegistrationRecord::usedAt)
                .containsExactly(tuple(ADA, NOW));
        assertThat(registrations.remove("a", "1")).isTrue();
        assertThat(registrations.bind("1", ADA, NOW)).isFalse();
    }

    @Test
    void they_go_with_the_meeting_and_with_its_number() {
        registrations.add("a", NUMBER, List.of(one("1", "1")), 3);
        String hash = "0".repeat(64);
        assertThat(meetings.renumber("a", "12345678902", hash, hash, hash, NOW)).isTrue();
        assertThat(registrations.byMeeting("a")).isEmpty();
        registrations.add("a", "12345678902", List.of(one("1", "1")), 3);
        meetings.delete("a", NOW);
        assertThat(registrations.atOrAfter("0".repeat(64)).id()).isEqualTo("last");
    }

    private static RegistrationRecord one(String id, String digit) {
        return new RegistrationRecord(id, "a", "", digit.repeat(64), null, NOW, null);
    }
}
