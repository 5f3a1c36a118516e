// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeetingRegisterTest {
    private static final String HASH = "0".repeat(64);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private MeetingRegister register;

    @SuppressWarnings("NullAway.Init")
    private Account owner;

    @BeforeEach
    void open() {
        database = Database.open(Database.embedded(directory));
        register = new MeetingRegister(database);
        owner = new Accounts(database, InstantSource.system(), new Random(1)).create("Ada", "correct horse");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_number_is_given_once() {
        assertThat(register.add(meeting("a", "12345678901", 1))).isTrue();
        assertThat(register.add(meeting("b", "12345678901", 2))).isFalse();
        assertThat(register.byNumber("12345678901").map(MeetingRecord::id)).contains("a");
        assertThat(register.byNumber("10000000000")).isEmpty();
    }

    @Test
    void an_owner_sees_own_meetings_newest_first() {
        register.add(meeting("a", "12345678901", 1));
        register.add(meeting("b", "12345678902", 2));
        assertThat(register.byOwner(owner.id(), 10))
                .extracting(MeetingRecord::id)
                .containsExactly("b", "a");
        assertThat(register.byOwner(owner.id(), 1))
                .extracting(MeetingRecord::id)
                .containsExactly("b");
        assertThat(register.byOwner("somebody", 10)).isEmpty();
        assertThat(register.countByOwner(owner.id())).isEqualTo(2);
    }

    @Test
    void what_runs_is_remembered_and_what_is_deleted_is_not() {
        register.add(meeting("a", "12345678901", 1));
        register.setRunning("a", true);
        assertThat(register.running()).containsExactly("a");
        assertThat(register.replaceHashes("a", "1".repeat(64), HASH, HASH)).isTrue();
        assertThat(register.byNumber("12345678901").orElseThrow().passcodeHash())
                .isEqualTo("1".repeat(64));
        register.delete("a", Instant.EPOCH);
        assertThat(register.running()).isEmpty();
        assertThat(register.replaceHashes("a", HASH, HASH, HASH)).isFalse();
    }

    @Test
    void looking_for_any_number_finds_a_row() {
        assertThat(register.atOrAfter("10000000000").number()).isEqualTo("zzzzzzzzzzz");
        register.add(meeting("a", "12345678901", 1));
        assertThat(register.atOrAfter("12345678901").id()).isEqualTo("a");
        assertThat(register.atOrAfter("12345678900").id()).isEqualTo("a");
        assertThat(register.atOrAfter("12345678902").number()).isEqualTo("zzzzzzzzzzz");
        assertThat(register.atOrAfter("99999999999").owner()).isEqualTo("-");
        assertThat(register.countByOwner("-")).isZero();
    }

    @Test
    void a_number_rests_for_90_days_after_its_meeting() {
        var day = Duration.ofDays(1).toMillis();
        register.add(meeting("a", "12345678901", 0));
        register.delete("a", Instant.ofEpochMilli(day));
        assertThat(register.add(meeting("b", "12345678901", 2 * day))).isFalse();
        assertThat(register.add(meeting("b", "12345678901", 91 * day - 1))).isFalse();
        assertThat(register.byNumber("12345678901")).isEmpty();
        assertThat(register.add(meeting("b", "12345678901", 91 * day))).isTrue();
        register.delete("b", Instant.ofEpochMilli(92 * day));
        assertThat(register.add(meeting("c", "12345678901", 93 * day))).isFalse();
    }

    @Test
    void a_meeting_takes_another_number_and_leaves_the_old_to_rest() {
        var one = "1".repeat(64);
        register.add(meeting("a", "12345678901", 0));
        register.add(meeting("b", "12345678902", 0));
        assertThat(register.renumber("a", "12345678902", one, one, one, Instant.EPOCH))
                .as("taken")
                .isFalse();
        assertThat(register.byNumber("12345678901").orElseThrow().passcodeHash())
                .isEqualTo(HASH);
        assertThat(register.renumber("a", "12345678903", one, one, one, Instant.EPOCH))
                .isTrue();
        assertThat(register.byNumber("12345678903").orElseThrow().hostLinkHash())
                .isEqualTo(one);
        assertThat(register.byNumber("12345678901")).isEmpty();
        assertThat(register.add(meeting("c", "12345678901", 1))).isFalse();
        assertThat(register.renumber("b", "12345678901", one, one, one, Instant.EPOCH))
                .as("rests")
                .isFalse();
        assertThat(register.renumber("none", "12345678904", one, one, one, Instant.EPOCH))
                .isFalse();
    }

    private MeetingRecord meeting(String id, String number, long at) {
        return new MeetingRecord(
                id,
                number,
                owner.id(),
                "Weekly",
                Instant.ofEpochMilli(at),
                false,
                HASH,
                HASH,
                HASH,
                true,
                true,
                1,
                false);
    }
}
