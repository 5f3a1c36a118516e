// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
        register.delete("a");
        assertThat(register.running()).isEmpty();
        assertThat(register.replaceHashes("a", HASH, HASH, HASH)).isFalse();
    }

    private MeetingRecord meeting(String id, String number, long at) {
        return new MeetingRecord(
                id, number, owner.id(), "Weekly", Instant.ofEpochMilli(at), false, HASH, HASH, HASH, true, true);
    }
}
