// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.meeting.door.Invitation;

/// What operators see and decide, on a real server. Sources are told apart by what a trusted proxy says.
class OperatorTest {
    private static final String SCANNER = "198.51.100.7";
    private static final String PASSWORD = "correct horse battery";
    private static final String RULES = "/api/v1/operator/door/rules";
    private static final String BLOCKS = "/api/v1/operator/door/blocks";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private String bearer = "";

    private TestServer start(String... options) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("http.behind-proxy", "true"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        TestServer parley = TestServer.start(data, all);
        var token = parley.server.setupToken();
        if (token.isPresent()) {
            JsonNode made = TestServer.json(parley.post(
                            "/api/v1/setup",
                            "{\"token\":\"" + token.get().text() + "\",\"name\":\"Olga\",\"password\":\"" + PASSWORD
                                    + "\"}")
                    .body());
            assertThat(made.get("operator").asBoolean()).isTrue();
            bearer = "Bearer " + made.get("token").asText();
        }
        return parley;
    }

    @Test
    void whoever_is_no_operator_is_refused_every_call() throws Exception {
        try (TestServer parley = start()) {
            parley.server.createAccount("Host", PASSWORD);
            JsonNode host = TestServer.json(
                    parley.post("/api/v1/session", "{\"name\":\"Host\",\"password\":\"" + PASSWORD + "\"}")
                            .body());
            assertThat(host.get("operator").asBoolean()).isFalse();
            String hosts = "Bearer " + host.get("token").asText();
            for (String path : List.of("/api/v1/operator/door", "/api/v1/operator/log")) {
                assertThat(parley.get(path).statusCode()).isEqualTo(401);
                assertThat(parley.get(path, "Authorization", hosts).statusCode())
                        .isEqualTo(403);
                assertThat(parley.get(path, "Authorization", bearer).statusCode())
                        .isEqualTo(200);
            }
            String rule = "{\"network\":\"192.0.2.0/24\",\"action\":\"block\"}";
            assertThat(parley.post(RULES, rule).statusCode()).isEqualTo(401);
            assertThat(parley.post(RULES, rule, "Authorization", hosts).statusCode())
                    .isEqualTo(403);
            for (String path : List.of(RULES, BLOCKS)) {
                assertThat(parley.delete(path + "?network=192.0.2.0/24", "Authorization", hosts)
                                .statusCode())
                        .isEqualTo(403);
            }
            assertThat(state(parley).get("rules")).isEmpty();
        }
    }

    @Test
    void a_scan_is_seen_while_it_happens_and_its_block_can_be_ended() throws Exception {
        try (TestServer parley = start()) {
            Invitation.Open there = parley.meeting();
            assertThat(state(parley).at("/places/0/watched")).isEmpty();
            blockedByTheGuard(parley, SCANNER);
            assertThat(isBlocked(right(parley, SCANNER, there))).isTrue();
            await().untilAsserted(() -> assertThat(state(parley).get("events")).isNotEmpty());
            JsonNode state = state(parley);
            assertThat(state.get("mode").asText()).isEqualTo("enforce");
            JsonNode scanner = watched(state, "198.51.100.7/32");
            assertThat(scanner.get("step").asText()).isEqualTo("blocked");
            assertThat(scanner.get("why").asText()).isEqualTo("failures");
            assertThat(scanner.get("until").asText())
                    .isGreaterThan(state.get("at").asText());
            assertThat(state.at("/places/0/held/blocked").asInt()).isEqualTo(1);
            assertThat(state.at("/places/0/minutes/0/misses").asInt()).isPositive();
            JsonNode began = state.at("/events/0");
            assertThat(began.get("event").asText()).isEqualTo("began");
            assertThat(began.get("network").asText()).isEqualTo("198.51.100.7/32");
            assertThat(state.toString()).doesNotContain(there.number().digits());
            assertThat(parley.scrape())
                    .containsPattern("parley_door_guard_scans_total\\{event=\"began\"\\} 1")
                    .containsPattern("parley_door_guard_held\\{step=\"blocked\"\\} 1")
                    .containsPattern("parley_door_guard_scans_now 1")
                    .contains("parley_door_guard_crowd 0")
                    .doesNotContain("198.51");

            assertThat(delete(parley, BLOCKS, "198.51.100.7")).isEqualTo(204);
            assertThat(delete(parley, BLOCKS, "198.51.100.7")).isEqualTo(404);
            assertThat(right(parley, SCANNER, there).statusCode()).isEqualTo(200);
            assertThat(state(parley).at("/events/0/event").asText()).isEqualTo("ended");
        }
        try (TestServer parley = start()) {
            assertThat(state(parley).get("events").findValuesAsText("event"))
                    .as("a restart forgets no event")
                    .containsExactly("ended", "began");
        }
    }

    @Test
    void a_block_by_hand_holds_at_once_says_the_same_as_the_guards_and_survives_a_restart() throws Exception {
        Invitation.Open there;
        try (TestServer parley = start()) {
            there = parley.meeting();
            assertThat(right(parley, SCANNER, there).statusCode()).isEqualTo(200);
            HttpResponse<String> made =
                    decide(parley, "{\"network\":\"198.51.100.7\",\"action\":\"block\",\"note\":\"rude\"}");
            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(TestServer.json(made.body()).get("network").asText()).isEqualTo("198.51.100.7/32");
            HttpResponse<String> right = right(parley, SCANNER, there);
            HttpResponse<String> wrong = wrong(parley, SCANNER, "");
            assertThat(right.statusCode()).isEqualTo(429);
            assertThat(wrong.body()).isEqualTo(right.body());
            String byTheGuard = blockedByTheGuard(parley, "203.0.113.5").body();
            assertThat(right.body()).isEqualTo(byTheGuard);
            assertThat(right(parley, "198.51.100.8", there).statusCode()).isEqualTo(200);
        }
        try (TestServer parley = start()) {
            assertThat(right(parley, SCANNER, there).statusCode()).isEqualTo(429);
            JsonNode rule = state(parley).at("/rules/0");
            assertThat(rule.get("by").asText()).isEqualTo("Olga");
            assertThat(rule.get("note").asText()).isEqualTo("rude");
            assertThat(rule.has("until")).isFalse();
            assertThat(delete(parley, RULES, "198.51.100.7/32")).isEqualTo(204);
            assertThat(delete(parley, RULES, "198.51.100.7/32")).isEqualTo(404);
            assertThat(right(parley, SCANNER, there).statusCode()).isEqualTo(200);
            JsonNode log = TestServer.json(parley.get("/api/v1/operator/log", "Authorization", bearer)
                            .body())
                    .get("deeds");
            assertThat(log.findValuesAsText("what")).containsExactly("lifted", "blocked");
            assertThat(log.findValuesAsText("by")).containsOnly("Olga");
        }
    }

    @Test
    void an_allowed_source_is_never_slowed_and_still_counted() throws Exception {
        try (TestServer parley = start()) {
            String allow = "{\"network\":\"198.51.100.0/24\",\"action\":\"allow\",\"seconds\":3600}";
            assertThat(decide(parley, allow).statusCode()).isEqualTo(201);
            for (int i = 0; i < 30; i++) {
                assertThat(wrong(parley, SCANNER, "").statusCode()).isEqualTo(403);
            }
            await().untilAsserted(() -> assertThat(watched(state(parley), "198.51.100.7/32")
                            .get("tries")
                            .asInt())
                    .isEqualTo(30));
            assertThat(watched(state(parley), "198.51.100.7/32").get("hand").asText())
                    .isEqualTo("allow");
            assertThat(state(parley).at("/rules/0/until").asText()).isNotEmpty();
        }
    }

    @Test
    void an_operator_cannot_lock_themself_out_nor_block_half_the_world_by_a_slip() throws Exception {
        try (TestServer parley = start("door.guard.block.0", "203.0.113.0/24")) {
            assertThat(state(parley).get("you").asText()).isEqualTo("127.0.0.1/32");
            HttpResponse<String> own = decide(parley, "{\"network\":\"127.0.0.0/8\",\"action\":\"block\"}");
            assertThat(own.statusCode()).isEqualTo(409);
            assertThat(own.body()).contains("Your own address");
            for (String bad : List.of(
                    "{\"network\":\"0.0.0.0/0\",\"action\":\"block\"}",
                    "{\"network\":\"2000::/3\",\"action\":\"allow\"}",
                    "{\"network\":\"everybody\",\"action\":\"block\"}",
                    "{\"action\":\"block\"}",
                    "{\"network\":\"192.0.2.1\",\"action\":\"ban\"}",
                    "{\"network\":\"192.0.2.1\"}",
                    "{\"network\":\"192.0.2.1\",\"action\":\"block\",\"seconds\":59}",
                    "{\"network\":\"192.0.2.1\",\"action\":\"block\",\"seconds\":99999999}",
                    "{\"network\":\"192.0.2.1\",\"action\":\"block\",\"note\":\"a\\u0007\"}",
                    "{\"network\":\"192.0.2.1\",\"action\":\"block\",\"note\":\"" + "x".repeat(201) + "\"}")) {
                assertThat(decide(parley, bad).statusCode()).as(bad).isEqualTo(400);
            }
            assertThat(delete(parley, RULES, "x")).isEqualTo(400);
            assertThat(delete(parley, RULES, "203.0.113.0/24"))
                    .as("what the configuration says is not lifted here")
                    .isEqualTo(404);
            assertThat(state(parley).get("rules")).hasSize(1);
            Invitation.Open there = parley.meeting();
            assertThat(right(parley, "203.0.113.7", there).statusCode()).isEqualTo(429);
            decide(parley, "{\"network\":\"203.0.113.0/24\",\"action\":\"allow\"}");
            assertThat(right(parley, "203.0.113.7", there).statusCode())
                    .as("an operator's rule comes before the configuration's")
                    .isEqualTo(200);
        }
    }

    @Test
    void observing_is_said() throws Exception {
        try (TestServer parley = start("door.guard.mode", "observe")) {
            assertThat(state(parley).get("mode").asText()).isEqualTo("observe");
        }
    }

    @Test
    void an_account_is_made_an_operators_and_an_ordinary_one_by_the_command_line() throws Exception {
        start().close();
        String[] revoke = {"operator", "--data", data.toString(), "--revoke", "Olga"};
        assertThat(Main.run(revoke)).isZero();
        try (TestServer parley = start()) {
            assertThat(parley.get("/api/v1/operator/door", "Authorization", bearer)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(Main.run(revoke)).as("the data is in use").isEqualTo(Main.MISCONFIGURED);
        }
        assertThat(Main.run("operator", "--data", data.toString(), "Nobody")).isEqualTo(Main.MISCONFIGURED);
        assertThat(Main.run("operator", "--data", data.toString(), "olga")).isZero();
        try (TestServer parley = start()) {
            assertThat(state(parley).get("mode").asText()).isEqualTo("enforce");
        }
    }

    private JsonNode state(TestServer parley) throws Exception {
        HttpResponse<String> answer = parley.get("/api/v1/operator/door", "Authorization", bearer);
        assertThat(answer.statusCode()).isEqualTo(200);
        return TestServer.json(answer.body());
    }

    private static JsonNode watched(JsonNode state, String network) {
        for (JsonNode each : state.at("/places/0/watched")) {
            if (each.get("network").asText().equals(network)) {
                return each;
            }
        }
        throw new AssertionError(network + " is not in " + state);
    }

    private HttpResponse<String> decide(TestServer parley, String rule) throws Exception {
        return parley.post(RULES, rule, "Authorization", bearer);
    }

    private int delete(TestServer parley, String path, String network) throws Exception {
        return parley.delete(path + "?network=" + network, "Authorization", bearer)
                .statusCode();
    }

    private static boolean isBlocked(HttpResponse<String> answer) {
        return answer.headers().firstValue("Retry-After").isPresent();
    }

    private static HttpResponse<String> blockedByTheGuard(TestServer parley, String from) throws Exception {
        // At once, or each would wait for the delay of the one before.
        for (int round = 0; round < 5; round++) {
            for (HttpResponse<String> answer : DoorGuardTest.atOnce(20, _ -> wrongWithWork(parley, from))) {
                if (isBlocked(answer)) {
                    return answer;
                }
            }
        }
        throw new AssertionError("a source that only fails is never blocked");
    }

    private static HttpResponse<String> wrongWithWork(TestServer parley, String from) throws Exception {
        HttpResponse<String> answer = wrong(parley, from, "");
        return answer.body().contains("challenge") ? wrong(parley, from, Proofs.solve(answer)) : answer;
    }

    /// Each at a number of its own, so that none is guessed at.
    private static HttpResponse<String> wrong(TestServer parley, String from, String solution) throws Exception {
        long number = 10_000_000_000L + Math.floorMod(System.nanoTime(), 80_000_000_000L);
        String more = solution.isEmpty() ? "" : ",\"solution\":\"" + solution + "\"";
        return knock(parley, from, "{\"number\":\"" + number + "\",\"passcode\":\"1\",\"name\":\"Eve\"" + more + "}");
    }

    private static HttpResponse<String> right(TestServer parley, String from, Invitation.Open there) throws Exception {
        String body = "{\"number\":\"" + there.number().digits() + "\",\"passcode\":\""
                + there.passcode().digits() + "\",\"name\":\"Ada\"}";
        HttpResponse<String> answer = knock(parley, from, body);
        return answer.body().contains("challenge")
                ? knock(parley, from, body.replace("}", ",\"solution\":\"" + Proofs.solve(answer) + "\"}"))
                : answer;
    }

    private static HttpResponse<String> knock(TestServer parley, String from, String body) throws Exception {
        return parley.post("/api/v1/door", body, "X-Forwarded-For", from);
    }
}
