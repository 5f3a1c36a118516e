// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.directory.Account;
import org.parley.meeting.MeetingPolicy;
import org.parley.meeting.MeetingSettings.Change;
import org.parley.meeting.WaitingRoom;
import org.parley.meeting.Who;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.LinkSecret;

/// Organisation, host and meeting: each may only tighten what the one above fixes.
class PolicyTest {
    private static final String PASSWORD = "correct horse";
    private static final Change ONLY_HOSTS_SHARE =
            new Change(null, null, null, null, null, null, null, Who.HOST, null, null);
    private static final Change ALL_WAIT =
            new Change(null, null, WaitingRoom.EVERYONE, null, null, null, null, null, null, null);

    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    @SuppressWarnings("NullAway.Init")
    private static String operator;

    private final Account account = parley.server.createAccount("Lin " + UUID.randomUUID(), PASSWORD);

    @BeforeAll
    static void start() throws Exception {
        parley = TestServer.start();
        operator = "Bearer " + parley.signUp("Grace");
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @BeforeEach
    void nothingIsFixed() {
        parley.server.policies().setOrganisation(MeetingPolicy.NONE);
    }

    private String bearer() throws IOException, InterruptedException {
        String body = "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(account.name(), PASSWORD);
        JsonNode session = TestServer.json(parley.post("/api/v1/session", body).body());
        return "Bearer " + session.get("token").asText();
    }

    private Invitation.Open meeting() {
        return (Invitation.Open) parley.server
                .createMeeting(account, NewMeeting.titled("Weekly"))
                .orElseThrow();
    }

    private Person starts(Invitation.Open meeting) throws IOException, InterruptedException {
        Person host = parley.come(meeting, "Lin", true);
        host.hear("ready");
        host.say("start");
        host.hear("admitted");
        return host;
    }

    private static JsonNode rules(Person person) throws InterruptedException {
        return person.hear("settings").get("rules");
    }

    @Test
    void a_new_meeting_gets_what_its_host_has_set_and_what_the_request_names() throws Exception {
        String own = parley.put(
                        "/api/v1/policy",
                        "{\"defaults\":{\"waitingRoom\":\"everyone\",\"chat\":\"host\"}}",
                        "Authorization",
                        bearer())
                .body();
        assertThat(TestServer.json(own).at("/effective/defaults/waitingRoom").asText())
                .isEqualTo("everyone");
        assertThat(TestServer.json(own).at("/above/defaults/waitingRoom").asText())
                .isEqualTo("guests");
        assertThat(TestServer.json(own).at("/own/defaults/share").isMissingNode())
                .isTrue();
        var made = TestServer.json(parley.post("/api/v1/meetings", "{\"chat\":\"everyone\"}", "Authorization", bearer())
                .body());
        String secret = made.get("hostUrl").asText().replaceFirst(".*#", "");
        Person host = parley.connect(null);
        host.say("hello", Map.of("ticket", parley.ticket(made.get("number").asText(), new LinkSecret(secret), "Lin")));
        JsonNode settings = host.hear("ready").at("/meeting/rules/settings");
        assertThat(settings.get("waitingRoom").asText()).isEqualTo("everyone");
        assertThat(settings.get("chat").asText()).isEqualTo("everyone");
    }

    @Test
    void what_the_organisation_fixes_counts_in_a_meeting_that_runs_and_no_host_loosens_it() throws Exception {
        Person host = starts(meeting());
        parley.server.policies().setOrganisation(new MeetingPolicy(Change.NONE, ONLY_HOSTS_SHARE));
        JsonNode told = rules(host);
        assertThat(told.at("/settings/share").asText()).isEqualTo("host");
        assertThat(told.at("/floor/share").asText()).isEqualTo("host");
        host.say("settings", Map.of("share", "everyone"));
        assertThat(host.hear("error").get("code").asText()).isEqualTo("not-allowed");

        parley.server.policies().setOrganisation(MeetingPolicy.NONE);
        assertThat(rules(host).at("/settings/share").asText()).isEqualTo("everyone");
    }

    @Test
    void a_host_can_not_loosen_what_the_organisation_fixes() throws Exception {
        parley.server.policies().setOrganisation(new MeetingPolicy(Change.NONE, ALL_WAIT));
        JsonNode answer = TestServer.json(parley.put(
                        "/api/v1/policy",
                        "{\"defaults\":{\"waitingRoom\":\"off\"},\"floor\":{\"waitingRoom\":\"off\"}}",
                        "Authorization",
                        bearer())
                .body());
        assertThat(answer.at("/effective/floor/waitingRoom").asText()).isEqualTo("everyone");
        assertThat(answer.at("/effective/defaults/waitingRoom").asText()).isEqualTo("everyone");
        var meeting = meeting();
        var host = starts(meeting);
        parley.come(meeting, "Ada", false).hear("waiting");
        host.hear("knocked");
    }

    @Test
    void what_is_fixed_while_nobody_is_there_counts_for_the_next_who_come() throws Exception {
        var meeting = meeting();
        parley.server.policies().setHost(account.id(), new MeetingPolicy(Change.NONE, ONLY_HOSTS_SHARE));
        Person host = starts(meeting);
        host.say("settings", Map.of("share", "everyone"));
        assertThat(host.hear("error").get("code").asText()).isEqualTo("not-allowed");
    }

    @Test
    void another_hosts_meetings_are_not_bound() throws Exception {
        var others = parley.meeting();
        Person host = starts(others);
        parley.server.policies().setHost(account.id(), new MeetingPolicy(Change.NONE, ONLY_HOSTS_SHARE));
        host.say("settings", Map.of("chime", "off"));
        await().untilAsserted(() ->
                assertThat(rules(host).at("/settings/share").asText()).isEqualTo("everyone"));
    }

    @Test
    void nobody_reads_or_sets_a_policy_without_signing_in() throws Exception {
        assertThat(parley.get("/api/v1/policy").statusCode()).isEqualTo(401);
        assertThat(parley.put("/api/v1/policy", "{}").statusCode()).isEqualTo(401);
    }

    @Test
    void only_an_operator_sets_what_holds_for_all_and_it_is_written_down() throws Exception {
        String floor = "{\"floor\":{\"share\":\"host\"}}";
        assertThat(parley.put("/api/v1/operator/policy", floor, "Authorization", bearer())
                        .statusCode())
                .isEqualTo(403);
        assertThat(parley.get("/api/v1/operator/policy", "Authorization", bearer())
                        .statusCode())
                .isEqualTo(403);
        assertThat(parley.put("/api/v1/operator/policy", floor, "Authorization", operator)
                        .statusCode())
                .isEqualTo(200);
        JsonNode mine = TestServer.json(
                parley.get("/api/v1/policy", "Authorization", bearer()).body());
        assertThat(mine.at("/above/floor/share").asText()).isEqualTo("host");
        JsonNode log = TestServer.json(
                parley.get("/api/v1/operator/log", "Authorization", operator).body());
        assertThat(log.at("/deeds/0/what").asText()).isEqualTo("policy");
    }

    @Test
    void registered_only_is_no_matter_of_policy() throws Exception {
        String body = "{\"floor\":{\"registeredOnly\":true}}";
        assertThat(parley.put("/api/v1/policy", body, "Authorization", bearer()).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_word_that_is_no_value_is_refused_and_nothing_is_set() throws Exception {
        assertThat(parley.put("/api/v1/policy", "{\"floor\":{\"share\":\"some\"}}", "Authorization", bearer())
                        .statusCode())
                .isEqualTo(400);
        assertThat(parley.server.policies().host(account.id())).isEqualTo(MeetingPolicy.NONE);
    }
}
