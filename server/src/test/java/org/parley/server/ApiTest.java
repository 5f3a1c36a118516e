// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.parley.meeting.door.LinkSecret;

class ApiTest {
    private static final String PASSWORD = "correct horse battery";

    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    @SuppressWarnings("NullAway.Init")
    private static String bearer;

    @BeforeAll
    static void start() throws Exception {
        parley = TestServer.start();
        String token = parley.server.setupToken().orElseThrow().text();
        String setup = "{\"token\":\"" + token + "\",\"name\":\"Ada\",\"password\":\"" + PASSWORD + "\"}";
        assertThat(parley.post("/api/v1/setup", setup.replace(PASSWORD, "short"))
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> made = parley.post("/api/v1/setup", setup);
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("parley_session=", "HttpOnly", "SameSite=Strict")
                .doesNotContain("Secure");
        bearer = "Bearer " + TestServer.json(made.body()).get("token").asText();
        assertThat(parley.post("/api/v1/setup", setup).statusCode()).isEqualTo(403);
        assertThat(parley.server.setupToken()).isEmpty();
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @Test
    void signing_in_does_not_say_what_was_wrong() throws Exception {
        HttpResponse<String> wrong = signIn("Ada", "wrong password");
        HttpResponse<String> nobody = signIn("Nobody", PASSWORD);
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(nobody.statusCode()).isEqualTo(403);
        assertThat(nobody.body()).isEqualTo(wrong.body());
        assertThat(nobody.headers()).isEqualTo(wrong.headers());
        assertThat(signIn("Ada", PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void a_host_makes_lists_renews_and_deletes_a_meeting() throws Exception {
        HttpResponse<String> made = parley.post("/api/v1/meetings", "{\"title\":\" Plan \"}", "Authorization", bearer);
        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode meeting = TestServer.json(made.body());
        String number = meeting.get("number").asText();
        String base = "http://127.0.0.1:" + parley.server.httpPort();
        assertThat(number).matches("[1-9][0-9]{10}");
        assertThat(meeting.get("passcode").asText()).matches("[0-9]{6}");
        assertThat(meeting.get("title").asText()).isEqualTo("Plan");
        assertThat(meeting.get("joinUrl").asText()).matches(base + "/m/" + number + "#[A-Za-z0-9_-]{27}");
        assertThat(meeting.get("hostUrl").asText()).matches(base + "/host/" + number + "#[A-Za-z0-9_-]{27}");

        JsonNode listed = TestServer.json(
                parley.get("/api/v1/meetings", "Authorization", bearer).body());
        assertThat(listed.get("meetings").findValuesAsText("number")).contains(number);

        HttpResponse<String> renewed =
                parley.post("/api/v1/meetings/" + number + "/invitation", "", "Authorization", bearer);
        assertThat(renewed.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(renewed.body()).get("joinUrl")).isNotEqualTo(meeting.get("joinUrl"));
        String old = secretOf(meeting.get("joinUrl").asText());
        assertThat(door(number, old)).isEqualTo(403);
        assertThat(door(
                        number,
                        secretOf(TestServer.json(renewed.body()).get("joinUrl").asText())))
                .isEqualTo(200);

        assertThat(parley.delete("/api/v1/meetings/" + number, "Authorization", bearer)
                        .statusCode())
                .isEqualTo(204);
        assertThat(parley.delete("/api/v1/meetings/" + number, "Authorization", bearer)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_new_number_makes_the_old_one_as_if_it_had_never_been() throws Exception {
        JsonNode old = TestServer.json(
                parley.post("/api/v1/meetings", "", "Authorization", bearer).body());
        String number = old.get("number").asText();
        HttpResponse<String> drawn = parley.post("/api/v1/meetings/" + number + "/number", "", "Authorization", bearer);
        assertThat(drawn.statusCode()).isEqualTo(200);
        JsonNode renewed = TestServer.json(drawn.body());
        String fresh = renewed.get("number").asText();
        assertThat(fresh).matches("[1-9][0-9]{10}").isNotEqualTo(number);

        String right = "\"passcode\":\"" + old.get("passcode").asText() + "\"";
        HttpResponse<String> unknown = knock("10000000000", right);
        assertThat(unknown.statusCode()).isEqualTo(403);
        String oldKey =
                new LinkSecret(secretOf(old.get("joinUrl").asText())).key().text();
        for (String there : List.of(number, fresh)) {
            for (String proof : List.of(right, "\"key\":\"" + oldKey + "\"")) {
                HttpResponse<String> refused = knock(there, proof);
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(refused.body()).isEqualTo(unknown.body());
                assertThat(refused.headers()).isEqualTo(unknown.headers());
            }
        }
        assertThat(knock(fresh, "\"passcode\":\"" + renewed.get("passcode").asText() + "\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(door(fresh, secretOf(renewed.get("joinUrl").asText()))).isEqualTo(200);
        assertThat(parley.post("/api/v1/meetings/" + number + "/number", "", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(404);
        assertThat(parley.post("/api/v1/meetings/" + fresh + "/number", "").statusCode())
                .isEqualTo(401);
    }

    private static HttpResponse<String> knock(String number, String proof) throws Exception {
        return parley.post("/api/v1/door", "{\"number\":\"" + number + "\"," + proof + ",\"name\":\"Ada\"}");
    }

    @Test
    void the_owner_comes_in_without_a_link() throws Exception {
        JsonNode meeting = TestServer.json(
                parley.post("/api/v1/meetings", "", "Authorization", bearer).body());
        String body = "{\"number\":\"" + meeting.get("number").asText() + "\",\"name\":\"Ada\"}";
        assertThat(parley.post("/api/v1/door", body).statusCode()).isEqualTo(403);
        HttpResponse<String> granted = parley.post("/api/v1/door", body, "Authorization", bearer);
        assertThat(granted.statusCode()).isEqualTo(200);
        Person host = parley.connect(null);
        host.say(
                "hello",
                Map.of("ticket", TestServer.json(granted.body()).get("ticket").asText()));
        host.hear("ready");
    }

    @Test
    void nothing_works_without_signing_in_and_nobody_sees_others_meetings() throws Exception {
        assertThat(parley.get("/api/v1/session").statusCode()).isEqualTo(401);
        assertThat(parley.get("/api/v1/meetings").statusCode()).isEqualTo(401);
        assertThat(parley.post("/api/v1/meetings", "{}").statusCode()).isEqualTo(401);
        var others = parley.meeting();
        HttpResponse<String> notMine =
                parley.delete("/api/v1/meetings/" + others.number().digits(), "Authorization", bearer);
        HttpResponse<String> notThere = parley.delete("/api/v1/meetings/10000000000", "Authorization", bearer);
        assertThat(notMine.statusCode()).isEqualTo(404);
        assertThat(notMine.body()).isEqualTo(notThere.body());
    }

    @Test
    void a_cookie_counts_for_changes_only_from_the_own_origin() throws Exception {
        String cookie = signIn("Ada", PASSWORD)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];
        String own = "http://127.0.0.1:" + parley.server.httpPort();
        assertThat(parley.get("/api/v1/session", "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(parley.post("/api/v1/meetings", "{}", "Cookie", cookie).statusCode())
                .isEqualTo(401);
        assertThat(parley.post("/api/v1/meetings", "{}", "Cookie", cookie, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(parley.post("/api/v1/meetings", "{}", "Cookie", cookie, "Origin", own)
                        .statusCode())
                .isEqualTo(201);
        assertThat(parley.delete("/api/v1/session", "Cookie", cookie, "Origin", own)
                        .statusCode())
                .isEqualTo(204);
        assertThat(parley.get("/api/v1/session", "Cookie", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void every_answer_has_the_headers_that_keep_the_page_safe() throws Exception {
        for (String path : new String[] {"/", "/m/12345678901", "/host", "/health", "/api/v1/session", "/nowhere"}) {
            var headers = parley.get(path).headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; script-src 'self';")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(headers.firstValue("Server")).isEmpty();
        }
    }

    @Test
    void a_browser_is_given_a_device_token_once_and_not_when_another_site_led_here() throws Exception {
        assertThat(parley.get("/m/12345678901")
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow())
                .contains("parley_device=", "HttpOnly", "SameSite=Strict", "Path=/");
        assertThat(parley.get("/m/12345678901", "Cookie", "parley_device=0123456789abcdefghij")
                        .headers()
                        .firstValue("Set-Cookie"))
                .isEmpty();
        assertThat(parley.get("/m/12345678901", "Sec-Fetch-Site", "cross-site")
                        .headers()
                        .firstValue("Set-Cookie"))
                .isEmpty();
    }

    @Test
    void errors_are_problems_and_files_stay_in_their_folder() throws Exception {
        for (String path : new String[] {"/nowhere", "/api/nothing", "/assets/none.js", "/assets/..%2findex.html"}) {
            HttpResponse<String> answer = parley.get(path);
            assertThat(answer.statusCode()).as(path).isBetween(400, 404);
            assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
        }
        assertThat(parley.get("/api/nothing")
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith("application/problem+json");
    }

    @Test
    void a_meeting_tells_its_host_alone_who_did_what_and_who_was_there() throws Exception {
        JsonNode meeting = TestServer.json(
                parley.post("/api/v1/meetings", "", "Authorization", bearer).body());
        String path = "/api/v1/meetings/" + meeting.get("number").asText() + "/log";
        assertThat(parley.get(path).statusCode()).isEqualTo(401);
        String body = "{\"number\":\"" + meeting.get("number").asText() + "\",\"name\":\"Ada\"}";
        String ticket = TestServer.json(parley.post("/api/v1/door", body, "Authorization", bearer)
                        .body())
                .get("ticket")
                .asText();
        Person ada = parley.connect(null);
        ada.say("hello", Map.of("ticket", ticket));
        ada.hear("ready");
        ada.say("start");
        ada.hear("admitted");
        ada.say("lock", Map.of("locked", true));
        ada.hear("settings");
        JsonNode log = TestServer.json(parley.get(path, "Authorization", bearer).body());
        assertThat(log.get("deeds").findValuesAsText("what")).containsExactly("started", "locked");
        assertThat(log.get("deeds").findValuesAsText("by")).containsOnly("Ada");
        JsonNode visit = log.get("visits").get(0);
        assertThat(visit.get("name").asText()).isEqualTo("Ada");
        assertThat(visit.get("role").asText()).isEqualTo("host");
        assertThat(visit.get("way").asText()).isEqualTo("account");
        assertThat(visit.path("left").isNull() || visit.path("left").isMissingNode())
                .isTrue();
    }

    @Test
    void every_call_is_described_and_every_description_is_a_call() throws Exception {
        JsonNode paths = TestServer.json(parley.get("/api/openapi.json").body()).get("paths");
        List<String> described = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        assertThat(parley.server.routes().stream()
                        .filter(route -> route.contains(" /api/") || route.contains(" /health")))
                .containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void metrics_are_on_the_admin_port_alone() throws Exception {
        assertThat(parley.get("/metrics").statusCode()).isEqualTo(404);
        assertThat(parley.scrape())
                .contains("parley_meetings_running", "jvm_memory_used_bytes", "parley_door_answers_total");
    }

    private static HttpResponse<String> signIn(String name, String password) throws Exception {
        return parley.post("/api/v1/session", body(name, password));
    }

    private static String body(String name, String password) {
        return "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}";
    }

    private static int door(String number, String secret) throws Exception {
        return parley.post(
                        "/api/v1/door",
                        "{\"number\":\"" + number + "\",\"key\":\""
                                + new LinkSecret(secret).key().text() + "\",\"name\":\"Bo\"}")
                .statusCode();
    }

    private static String secretOf(String url) {
        return url.substring(url.indexOf('#') + 1);
    }
}
