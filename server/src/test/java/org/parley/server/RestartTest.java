// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.directory.Database;
import org.parley.meeting.door.Invitation;

class RestartTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Test
    void a_meeting_goes_on_after_the_server_was_killed_and_whoever_stays_away_has_left() throws Exception {
        goesOn(data, Map.of());
    }

    @Test
    void nothing_of_a_deleted_meeting_stays_in_the_journal() throws Exception {
        try (var parley = TestServer.start(data, Map.of())) {
            Invitation.Open invitation = parley.meeting();
            Person host = parley.come(invitation, "Lin", true);
            host.hear("ready");
            host.say("start");
            host.hear("admitted");
            parley.server.deleteMeeting(invitation.number());
        }
        try (var database = Database.open(Database.embedded(data));
                var connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var kept = statement.executeQuery(
                        "SELECT count(*) FROM event_journal WHERE persistence_id LIKE 'meeting|%'")) {
            assertThat(kept.next()).isTrue();
            assertThat(kept.getInt(1)).isZero();
        }
    }

    static void goesOn(Path data, Map<String, String> more) throws Exception {
        // long enough for a slow machine to start a server and come back within it
        Map<String, String> options = new HashMap<>(more);
        options.put("meeting.reconnect-grace", "10s");
        String hostToken;
        JsonNode guestIn;
        Invitation.Open invitation;
        try (var parley = TestServer.start(data, options)) {
            invitation = parley.meeting();
            Person host = parley.come(invitation, "Lin", true);
            host.hear("ready");
            host.say("start");
            hostToken = host.hear("admitted").get("resume").asText();
            Person guest = parley.come(invitation, "Ada", false);
            guestIn = guest.hear("admitted");
            parley.kill();
        }
        try (var parley = TestServer.start(data, options)) {
            assertThat(parley.isRunning(invitation)).isTrue();
            Person guest = parley.comeBack(
                    guestIn.get("resume").asText(), guestIn.get("media").asText());
            JsonNode again = guest.hear("admitted");
            assertThat(again.get("participant")).isEqualTo(guestIn.get("participant"));
            assertThat(again.get("meeting").get("startedAt"))
                    .isEqualTo(guestIn.get("meeting").get("startedAt"));
            assertThat(again.get("media")).isNotEqualTo(guestIn.get("media"));
            assertThat(Person.names(again.get("roster"))).contains("Ada");
            if (Person.names(again.get("roster")).contains("Lin")) {
                assertThat(guest.hear("left").get("reason").asText()).isEqualTo("lost");
            }
            Person host = parley.comeBack(hostToken, null);
            host.hear("admitted");
            host.say("end");
            assertThat(guest.hear("ended").get("reason").asText()).isEqualTo("host");
        }
    }

    @Test
    void after_a_restart_everybody_shares_a_new_group() throws Exception {
        Map<String, String> options = Map.of("meeting.reconnect-grace", "60s");
        List<MlsClient> clients = new ArrayList<>();
        try (var parley = TestServer.start(data, options)) {
            Invitation.Open invitation = parley.meeting();
            Person host = parley.come(invitation, "Lin", true);
            host.hear("ready");
            host.say("settings", Map.of("chat", "host"));
            clients.add(MlsClient.of(host));
            host.say("start");
            for (String name : List.of("Ada", "Eve")) {
                clients.add(MlsClient.of(parley.come(invitation, name, false)));
            }
            EncryptedMeetingTest.togetherAre(clients.toArray(MlsClient[]::new));
            parley.kill();
        }
        String before = clients.getFirst().code();
        try (var parley = TestServer.start(data, options)) {
            clients.forEach(client -> client.moveTo(parley.comeBack(client.resume(), null)));
            await().until(() -> !clients.getFirst().code().equals(before));
            EncryptedMeetingTest.togetherAre(clients.toArray(MlsClient[]::new));
            JsonNode admitted = clients.getLast().person().hear("admitted");
            assertThat(admitted.get("meeting")
                            .get("rules")
                            .get("settings")
                            .get("chat")
                            .asText())
                    .isEqualTo("host");
            clients.getFirst().chat("we are back");
            await().untilAsserted(() -> assertThat(clients.getLast().read).containsExactly("we are back"));
            assertThat(clients).allSatisfy(client -> assertThat(client.faults).isEmpty());
        }
    }

    @Test
    void a_stopping_server_sends_people_away_to_come_back() throws Exception {
        JsonNode in;
        Invitation.Open invitation;
        try (var parley = TestServer.start(data, Map.of())) {
            invitation = parley.meeting();
            Person host = parley.come(invitation, "Lin", true);
            host.hear("ready");
            host.say("start");
            in = host.hear("admitted");
            parley.server.stop(false);
            assertThat(host.closeCode()).isEqualTo(1001);
            assertThat(host.heardTypes()).doesNotContain("ended");
        }
        try (var parley = TestServer.start(data, Map.of())) {
            JsonNode again = parley.comeBack(in.get("resume").asText(), null).hear("admitted");
            assertThat(again.get("participant")).isEqualTo(in.get("participant"));
        }
    }

    @Test
    void a_server_that_will_not_come_back_ends_its_meetings() throws Exception {
        try (var parley = TestServer.start()) {
            Invitation.Open invitation = parley.meeting();
            Person host = parley.come(invitation, "Lin", true);
            host.hear("ready");
            Person waiting = parley.come(parley.meeting(), "Ada", false);
            waiting.hear("waiting");
            host.say("start");
            host.hear("admitted");
            parley.server.stop(true);
            assertThat(host.hear("ended").get("reason").asText()).isEqualTo("stopped");
            assertThat(host.closeCode()).isEqualTo(4000);
            assertThat(waiting.closeCode()).isEqualTo(1001);
        }
    }
}
