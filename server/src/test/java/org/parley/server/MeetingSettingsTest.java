// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.parley.server.EncryptedMeetingTest.togetherAre;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.e2ee.Identity;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.Proof;

class MeetingSettingsTest {
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

    private static JsonNode set(JsonNode of) {
        return of.get("rules").get("settings");
    }

    @Test
    void a_host_sets_and_everybody_is_told_and_nobody_else_sets() throws Exception {
        var meeting = parley.meeting();
        Person host = parley.come(meeting, "Lin", true);
        JsonNode ready = host.hear("ready").get("meeting");
        assertThat(set(ready).get("chat").asText()).isEqualTo("everyone");
        assertThat(ready.get("rules").get("floor").get("chat").asText()).isEqualTo("everyone");
        assertThat(set(ready).get("endpointsOnly").asBoolean()).isFalse();
        assertThat(ready.get("linkBound").asBoolean()).isFalse();
        assertThat(ready.get("passcode").asBoolean()).isTrue();
        Person waiting = parley.come(meeting, "Ada", false);
        waiting.hear("waiting");
        host.say("settings", Map.of("chat", "host"));
        assertThat(set(host.hear("settings")).get("chat").asText()).isEqualTo("host");
        waiting.say("settings", Map.of("chat", "everyone"));
        assertThat(waiting.hear("error").get("code").asText()).isEqualTo("not-allowed");
        assertThat(waiting.raw).noneMatch(text -> text.contains("\"type\":\"settings\""));
        host.say("start");
        JsonNode admitted = waiting.hear("admitted");
        assertThat(set(admitted.get("meeting")).get("chat").asText()).isEqualTo("host");
        assertThat(admitted.get("roster").get(0).get("kind").asText()).isEqualTo("browser");
        assertThat(admitted.get("roster").get(0).get("account").asBoolean()).isFalse();
        host.say("settings", Map.of("endpointsOnly", true));
        JsonNode told = waiting.hear("settings");
        assertThat(set(told).get("chat").asText()).isEqualTo("host");
        assertThat(set(told).get("endpointsOnly").asBoolean()).isTrue();
        host.say("settings", Map.of("chat", "loud"));
        assertThat(host.hear("error").get("code").asText()).isEqualTo("bad-message");
    }

    @Test
    void a_client_that_ignores_the_chat_policy_is_refused() throws Exception {
        var meeting = parley.meeting();
        MlsClient lin = starts(meeting);
        MlsClient ada = MlsClient.of(parley.come(meeting, "Ada", false));
        MlsClient eve = MlsClient.of(parley.come(meeting, "Eve", false));
        togetherAre(lin, ada, eve);
        lin.person().say("settings", Map.of("chat", "host"));
        ada.person().hear("settings");
        ada.chat("I don't care");
        await().untilAsserted(() -> assertThat(reasons(ada)).containsExactly("mls-application not-allowed 1"));
        ada.note(eve.id(), eve.leaf());
        await().untilAsserted(() -> assertThat(ada.refusals).hasSize(2));
        ada.note(lin.id(), lin.leaf());
        await().untilAsserted(() -> assertThat(lin.notes).hasSize(1));
        lin.chat("the host speaks");
        await().untilAsserted(() -> assertThat(eve.read).containsExactly("the host speaks"));

        lin.person().say("settings", Map.of("chat", "off"));
        ada.person().hear("settings");
        lin.chat("nobody speaks");
        await().untilAsserted(() -> assertThat(reasons(lin)).containsExactly("mls-application not-allowed 2"));
        assertThat(eve.read).containsExactly("the host speaks");
        assertThat(eve.notes).isEmpty();
    }

    @Test
    void a_private_note_reaches_its_recipient_alone() throws Exception {
        var meeting = parley.meeting();
        MlsClient lin = starts(meeting);
        MlsClient ada = MlsClient.of(parley.come(meeting, "Ada", false));
        MlsClient eve = MlsClient.of(parley.come(meeting, "Eve", false));
        togetherAre(lin, ada, eve);
        ada.note(eve.id(), eve.leaf());
        await().untilAsserted(() -> assertThat(eve.notes).hasSize(1));
        ada.chat("for all");
        await().untilAsserted(() -> assertThat(lin.read).containsExactly("for all"));
        String note = eve.notes.getFirst().get("message").asText();
        assertThat(eve.notes.getFirst().get("from").asText()).isEqualTo(ada.id());
        assertThat(lin.person().raw).noneMatch(text -> text.contains(note));
        assertThat(ada.person().raw).noneMatch(text -> text.contains(note));
        assertThat(ada.acks).hasSize(2);
    }

    @Test
    void endpoints_only_removes_a_phone_and_refuses_the_next() throws Exception {
        var meeting = parley.meeting();
        MlsClient lin = starts(meeting);
        MlsClient phone = dials(meeting);
        togetherAre(lin, phone);
        JsonNode joined = lin.person().hear("joined").get("participant");
        assertThat(joined.get("kind").asText()).isEqualTo("phone");
        lin.person().say("settings", Map.of("endpointsOnly", true));
        assertThat(phone.person().closeCode()).isEqualTo(4003);
        assertThat(lin.person().hear("left").get("reason").asText()).isEqualTo("removed");
        togetherAre(lin);
        lin.chat("among ourselves");
        assertThat(phone.opens(lin.lastSaid(), lin.epoch())).isFalse();

        Person again = calls(meeting);
        assertThat(again.hear("error").get("code").asText()).isEqualTo("not-allowed");
        assertThat(again.closeCode()).isEqualTo(4003);
        assertThat(lin.roster()).containsExactly(lin.id());
        assertThat(lin.person().raw.stream().filter(text -> text.startsWith("{\"type\":\"joined\"")))
                .as("only the first phone was ever shown")
                .hasSize(1);
    }

    @Test
    void where_the_operator_switched_chat_off_nobody_switches_it_on(@TempDir Path data) throws Exception {
        try (var silent = TestServer.start(data, Map.of("chat.enabled", "false"))) {
            var meeting = silent.meeting();
            Person host = silent.come(meeting, "Lin", true);
            JsonNode ready = host.hear("ready").get("meeting");
            assertThat(set(ready).get("chat").asText()).isEqualTo("off");
            assertThat(ready.get("rules").get("floor").get("chat").asText()).isEqualTo("off");
            host.say("settings", Map.of("chat", "everyone"));
            assertThat(host.hear("error").get("code").asText()).isEqualTo("not-allowed");
        }
    }

    @Test
    void trouble_is_counted_and_not_more_often_than_it_may_be_said() throws Exception {
        var meeting = parley.meeting();
        MlsClient lin = starts(meeting);
        lin.person().say("trouble", Map.of("slots", 3, "frames", 70));
        lin.person().say("trouble", Map.of("slots", 100, "frames", 100));
        lin.person().say("trouble", Map.of("slots", -1, "frames", 0));
        lin.person().hear("error");
        await().untilAsserted(() -> assertThat(parley.scrape())
                .contains("parley_e2ee_slot_troubles_total 3.0", "parley_e2ee_frames_dropped_total 70.0"));
    }

    @Test
    void what_pages_received_is_counted_within_bounds_and_not_too_often() throws Exception {
        var meeting = parley.meeting();
        Person lin = starts(meeting).person();
        for (var bad : List.of(
                Map.of("freezes", -1, "frozen", 0, "concealed", 0, "sound", 0),
                Map.of("freezes", 0, "frozen", 1_000_001, "concealed", 0, "sound", 0),
                Map.of("freezes", 0, "frozen", 0, "concealed", 2, "sound", 1))) {
            lin.say("playback", bad);
            assertThat(lin.hear("error").get("code").asText()).isEqualTo("bad-message");
        }
        lin.say("playback", Map.of("freezes", 2, "frozen", 1_500, "concealed", 250, "sound", 10_000));
        lin.say("playback", Map.of("freezes", 900, "frozen", 900, "concealed", 900, "sound", 900));
        await().untilAsserted(() -> assertThat(parley.scrape())
                .contains(
                        "parley_playback_reports_total 1.0",
                        "parley_playback_freezes_total 2.0",
                        "parley_playback_frozen_seconds_total 1.5",
                        "parley_playback_concealed_seconds_total 0.25",
                        "parley_playback_sound_seconds_total 10.0"));
    }

    private static MlsClient starts(Invitation.Open meeting) throws Exception {
        Person host = parley.come(meeting, "Lin", true);
        host.hear("ready");
        var client = MlsClient.of(host);
        host.say("start");
        await().until(client::isIn);
        return client;
    }

    /// A connector of the server's own, for somebody with number and passcode.
    private static MlsClient dials(Invitation.Open meeting) {
        return MlsClient.of(calls(meeting), Identity.Kind.PHONE, Optional.empty());
    }

    private static Person calls(Invitation.Open meeting) {
        var proof = new Proof.ByPasscode(meeting.passcode().digits());
        String ticket = parley.server
                .knock(meeting.number(), proof, "Phone", EndpointKind.PHONE)
                .orElseThrow();
        Person person = parley.connect(null);
        person.say("hello", Map.of("ticket", ticket));
        return person;
    }

    private static List<String> reasons(MlsClient client) {
        return client.refusals.stream()
                .map(m ->
                        m.get("re").asText() + " " + m.get("reason").asText() + (m.has("id") ? " " + m.get("id") : ""))
                .toList();
    }
}
