// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.Bytes;
import org.parley.meeting.door.Invitation;

/// Real MLS members meet over real WebSockets.
class EncryptedMeetingTest {
    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    @BeforeAll
    static void start() {
        parley = TestServer.start();
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @Test
    void three_meet_and_whoever_leaves_can_decrypt_nothing_more() throws Exception {
        var meeting = parley.meeting();
        MlsClient lin = starts(meeting, "Lin");
        MlsClient ada = comes(meeting, "Ada");
        MlsClient eve = comes(meeting, "Eve");
        togetherAre(lin, ada, eve);
        ada.chat("hello");
        await().untilAsserted(() -> {
            assertThat(lin.read).containsExactly("hello");
            assertThat(eve.read).containsExactly("hello");
            assertThat(ada.acks).hasSize(1);
        });
        assertThat(ada.read).isEmpty();
        long before = eve.epoch();

        eve.person().say("leave");
        togetherAre(lin, ada);
        assertThat(lin.epoch()).isGreaterThan(before);
        ada.chat("she is gone");
        await().untilAsserted(() -> assertThat(lin.read).containsExactly("hello", "she is gone"));
        Bytes said = ada.lastSaid();
        assertThat(eve.opens(said, ada.epoch())).isFalse();
        assertThat(eve.opens(said, before)).isFalse();
        assertThat(eve.person().raw).noneMatch(text -> text.contains(MlsClient.text(said)));
    }

    @Test
    void a_newcomer_decrypts_nothing_from_before() throws Exception {
        var meeting = parley.meeting();
        MlsClient lin = starts(meeting, "Lin");
        MlsClient ada = comes(meeting, "Ada");
        togetherAre(lin, ada);
        lin.chat("before");
        await().untilAsserted(() -> assertThat(ada.read).containsExactly("before"));
        long epoch = lin.epoch();
        MlsClient eve = comes(meeting, "Eve");
        togetherAre(lin, ada, eve);
        assertThat(eve.opens(lin.lastSaid(), epoch)).isFalse();
        assertThat(eve.person().raw).noneMatch(text -> text.contains(MlsClient.text(lin.lastSaid())));
    }

    @Test
    void a_committer_that_never_answers_is_passed_over() throws Exception {
        Stuck now = somebodyWaitsForAMuteCommitter();
        togetherAre(now.lin, now.ada, now.eve);
        assertThat(now.eve.faults).isEmpty();
    }

    @Test
    void a_committer_that_is_killed_is_passed_over() throws Exception {
        Stuck now = somebodyWaitsForAMuteCommitter();
        now.lin.person().hear("mls-commit-now");
        now.lin.person().drop();
        togetherAre(now.ada, now.eve);
    }

    @Test
    void whoever_reloads_comes_in_again_with_another_leaf() throws Exception {
        var meeting = parley.meeting();
        MlsClient lin = starts(meeting, "Lin");
        Person first = parley.come(meeting, "Ada", false);
        String token = first.hear("admitted").get("resume").asText();
        MlsClient ada = MlsClient.of(parley.comeBack(token, null));
        togetherAre(lin, ada);
        MlsClient reloaded = MlsClient.of(parley.comeBack(token, null));
        togetherAre(lin, reloaded);
        assertThat(reloaded.id()).isEqualTo(ada.id());
    }

    @Test
    void a_broken_connection_catches_up_with_what_was_said() throws Exception {
        var meeting = parley.meeting();
        MlsClient lin = starts(meeting, "Lin");
        Person first = parley.come(meeting, "Ada", false);
        String token = first.hear("admitted").get("resume").asText();
        MlsClient ada = MlsClient.of(parley.comeBack(token, null));
        togetherAre(lin, ada);
        ada.person().drop();
        lin.person().hear("changed");
        lin.chat("while you were away");
        MlsClient eve = comes(meeting, "Eve");
        await().until(eve::isIn);
        ada.moveTo(parley.comeBack(token, null));
        togetherAre(lin, eve, ada);
        await().untilAsserted(() -> assertThat(ada.read).containsExactly("while you were away"));
        assertThat(ada.faults).isEmpty();
    }

    @Test
    void a_post_quantum_meeting_says_so_and_lets_no_other_suite_in() throws Exception {
        var meeting = parley.meeting(new NewMeeting("Later", TestServer.OPEN, false, Optional.empty(), true));
        Person host = parley.come(meeting, "Lin", true);
        assertThat(host.hear("ready").at("/meeting/postQuantum").asBoolean()).isTrue();
        MlsClient lin = MlsClient.of(host);
        host.say("start");
        await().untilAsserted(() -> assertThat(lin.refusals)
                .isNotEmpty()
                .allSatisfy(
                        refused -> assertThat(refused.path("reason").asText()).isEqualTo("key-package")));
    }

    @Test
    void somebody_who_waits_for_the_host_is_sent_nothing_of_mls() throws Exception {
        var meeting = parley.meeting();
        MlsClient ada = comes(meeting, "Ada");
        ada.person().hear("waiting");
        ada.person().sayRaw("{\"type\":\"mls-join\",\"reason\":\"new\",\"keyPackage\":\"AAAA\"}");
        assertThat(ada.person().hear("error").get("code").asText()).isEqualTo("not-now");
        var host = parley.come(meeting, "Lin", true);
        host.hear("ready");
        assertThat(ada.person().raw).hasSize(2).noneMatch(text -> text.contains("\"type\":\"mls-"));
        var lin = MlsClient.of(host);
        host.say("start");
        togetherAre(lin, ada);
        assertThat(ada.person().raw.get(2)).startsWith("{\"type\":\"admitted\"");
    }

    /// Lin, who is asked to let Eve in and never does, and Ada.
    private record Stuck(MlsClient lin, MlsClient ada, MlsClient eve) {}

    private static Stuck somebodyWaitsForAMuteCommitter() throws Exception {
        var meeting = parley.meeting();
        MlsClient lin = starts(meeting, "Lin");
        MlsClient ada = comes(meeting, "Ada");
        togetherAre(lin, ada);
        lin.mute = true;
        MlsClient eve = comes(meeting, "Eve");
        return new Stuck(lin, ada, eve);
    }

    static MlsClient starts(Invitation.Open meeting, String name) throws Exception {
        Person host = parley.come(meeting, name, true);
        host.hear("ready");
        var client = MlsClient.of(host);
        host.say("start");
        await().until(client::isIn);
        return client;
    }

    private static MlsClient comes(Invitation.Open meeting, String name) throws Exception {
        return MlsClient.of(parley.come(meeting, name, false));
    }

    /// Waits until these and nobody else share an epoch.
    static void togetherAre(MlsClient... clients) {
        await().untilAsserted(() -> {
            assertThat(Arrays.stream(clients).map(MlsClient::code).distinct())
                    .hasSize(1)
                    .doesNotContain("");
            assertThat(clients[0].roster())
                    .containsExactlyElementsOf(
                            Stream.of(clients).map(MlsClient::id).sorted().toList());
        });
    }
}
