// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.parley.directory.Account;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.LinkSecret;

/// On every way that leads to a meeting, whoever has not shown what opens it gets the same bytes, whatever
/// there is behind the number.
class OneAnswerTest {
    private static final String COOKIE = "Cookie: parley_device=0123456789abcdefghij\r\n";

    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    /// A number of each kind, by what is behind it.
    private static final Map<String, String> NUMBERS = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        parley = TestServer.startUnguarded();
        Invitation.Open running = parley.meeting();
        Person host = parley.come(running, "Lin", true);
        host.hear("ready");
        host.say("start");
        host.hear("admitted");
        Invitation.Open ended = parley.meeting();
        parley.server.deleteMeeting(ended.number());
        Account owner = parley.server.createAccount("Linus", "correct horse");
        LinkSecret secret = new LinkSecret("a-secret-of-the-browsers-own");
        var bound = new NewMeeting("Bound", TestServer.OPEN, false, Optional.of(secret.key()), false);
        NUMBERS.put("unknown", "10000000000");
        NUMBERS.put("running", running.number().digits());
        NUMBERS.put("not started", parley.meeting().number().digits());
        NUMBERS.put("ended", ended.number().digits());
        NUMBERS.put(
                "by link alone",
                parley.server.createMeeting(owner, bound).orElseThrow().number().digits());
        NUMBERS.put("malformed", "0123456789x");
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @Test
    void the_door_says_one_thing_to_every_wrong_proof() throws Exception {
        for (String proof : List.of(
                "\"passcode\":\"abcdef\",",
                "\"passcode\":\"\",",
                "\"key\":\"abcdef\",",
                "\"key\":\"" + "A".repeat(43) + "\",",
                "")) {
            assertOneAnswer(
                    "POST", "/api/v1/door", "{\"number\":\"NUMBER\"," + proof + "\"name\":\"Ada\"}", COOKIE, 403);
        }
    }

    @Test
    void the_door_says_one_thing_to_what_is_no_knock() throws Exception {
        assertOneAnswer("POST", "/api/v1/door", "{\"number\":\"NUMBER\"}", "", 400);
        assertOneAnswer(
                "POST",
                "/api/v1/door",
                "{\"number\":\"NUMBER\",\"name\":\"Ada\",\"passcode\":\"1\",\"key\":\"2\"}",
                "",
                400);
        assertOneAnswer("POST", "/api/v1/door?number=NUMBER", "", "", 400);
        assertOneAnswer("GET", "/api/v1/door?number=NUMBER", "", "", 404);
        assertOneAnswer("PUT", "/api/v1/door", "{\"number\":\"NUMBER\",\"name\":\"Ada\"}", "", 404);
        assertOneAnswer("HEAD", "/api/v1/door", "", "", 404);
        assertOneAnswer("OPTIONS", "/api/v1/door", "", "", 404);
    }

    @Test
    void the_pages_of_all_links_are_one_page_without_a_cookie_or_redirect_of_their_own() throws Exception {
        for (String path : List.of("/m/NUMBER", "/host/NUMBER")) {
            for (String method : List.of("GET", "HEAD")) {
                assertOneAnswer(method, path, "", COOKIE, 200);
                assertOneAnswer(method, path, "", COOKIE + "Accept-Encoding: br, gzip\r\n", 200);
                assertOneAnswer(method, path + "?from=mail", "", COOKIE + "Referer: http://localhost/NUMBER\r\n", 200);
            }
            assertOneAnswer("POST", path, "", COOKIE, 404);
        }
        assertOneAnswer("GET", "/m/NUMBER/more", "", COOKIE, 404);
        assertOneAnswer("GET", "/assets/NUMBER.js", "", COOKIE, 404);
    }

    @Test
    void a_page_sets_a_first_cookie_of_one_form_whatever_the_number() throws Exception {
        var forms = new ArrayList<String>();
        for (String number : NUMBERS.values()) {
            String answer = raw("GET", "/m/" + number, "", "");
            assertThat(answer).contains("Set-Cookie: parley_device=");
            forms.add(answer.replaceFirst("parley_device=[A-Za-z0-9_-]{32};", "parley_device=…;"));
        }
        assertThat(forms).containsOnly(forms.getFirst());
    }

    @Test
    void a_host_is_told_the_same_of_others_meetings_and_of_none() throws Exception {
        parley.server.createAccount("Mallory", "correct horse");
        String signedIn = parley.post("/api/v1/session", "{\"name\":\"Mallory\",\"password\":\"correct horse\"}")
                .body();
        String bearer = "Authorization: Bearer "
                + TestServer.json(signedIn).get("token").asText() + "\r\n";
        assertOneAnswer("POST", "/api/v1/door", "{\"number\":\"NUMBER\",\"name\":\"Mallory\"}", bearer, 403);
        assertOneAnswer("DELETE", "/api/v1/meetings/NUMBER", "", bearer, 404);
        assertOneAnswer("POST", "/api/v1/meetings/NUMBER/invitation", "{}", bearer, 404);
        assertOneAnswer("DELETE", "/api/v1/meetings/NUMBER", "", "", 401);
        assertOneAnswer("POST", "/api/v1/meetings/NUMBER/invitation", "{}", "", 401);
    }

    @Test
    void the_websocket_says_one_thing_to_every_bad_ticket() throws Exception {
        var used = parley.meeting();
        String ticket = parley.ticket(used.number().digits(), used.guestLink(), "Ada");
        Person first = parley.connect(null);
        first.say("hello", Map.of("ticket", ticket));
        first.hear("waiting");
        List<Map<String, String>> hellos = new ArrayList<>();
        for (String number : NUMBERS.values()) {
            hellos.add(Map.of("ticket", number));
            hellos.add(Map.of("resume", number));
            hellos.add(Map.of("resume", number + "." + "0".repeat(32)));
        }
        hellos.add(Map.of("ticket", "A".repeat(32)));
        hellos.add(Map.of("ticket", ticket));
        List<String> told = new ArrayList<>();
        for (Map<String, String> hello : hellos) {
            Person stranger = parley.connect(null);
            stranger.say("hello", hello);
            told.add(stranger.closeCode() + " " + stranger.raw);
        }
        assertThat(told).containsOnly(told.getFirst());
        assertThat(told.getFirst()).startsWith("4003 ").contains("bad-ticket");
    }

    /// The same bytes, status line and headers included, for every number there is or is not.
    private static void assertOneAnswer(String method, String path, String body, String headers, int status)
            throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, String> number : NUMBERS.entrySet()) {
            String digits = number.getValue();
            String answer = raw(
                    method,
                    path.replace("NUMBER", digits),
                    body.replace("NUMBER", digits),
                    headers.replace("NUMBER", digits));
            assertThat(answer).doesNotContain(digits).startsWith("HTTP/1.1 " + status + " ");
            answers.put(number.getKey(), answer);
        }
        String first = answers.get("unknown");
        assertThat(answers)
                .allSatisfy((kind, answer) ->
                        assertThat(answer).as("%s %s: %s", method, path, kind).isEqualTo(first));
    }

    private static String raw(String method, String path, String body, String headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), parley.server.httpPort())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + headers + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body)
                            .getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
