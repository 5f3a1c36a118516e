// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.LinkSecret;

/// The door's one refusal: the same bytes, status line and headers included, whatever the reason.
class DoorTest {
    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    @BeforeAll
    static void start() {
        parley = TestServer.startUnguarded();
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @Test
    void every_refusal_is_the_same_bytes() throws Exception {
        Invitation.Open there = parley.meeting();
        String number = there.number().digits();
        Invitation.Open deleted = parley.meeting();
        parley.server.deleteMeeting(deleted.number());
        String cookie = "Cookie: parley_device=0123456789abcdefghij; parley_session=0123456789abcdefghij\r\n";
        Map<String, String> refusals = new LinkedHashMap<>();
        refusals.put("unknown number", knock("10000000000", "\"passcode\":\"123456\"", ""));
        refusals.put(
                "wrong passcode",
                knock(number, "\"passcode\":\"x" + there.passcode().digits() + "\"", ""));
        refusals.put("empty passcode", knock(number, "\"passcode\":\"\"", ""));
        refusals.put("endless passcode", knock(number, "\"passcode\":\"" + "1".repeat(5_000) + "\"", ""));
        refusals.put(
                "wrong link",
                knock(number, "\"key\":\"" + deleted.hostLink().key().text() + "\"", ""));
        refusals.put("no meeting number", knock("12", "\"passcode\":\"123456\"", ""));
        refusals.put("number of letters", knock("abcdefghijk", "\"key\":\"abc\"", ""));
        refusals.put("nothing shown", knock(number, null, ""));
        refusals.put("nothing shown, unknown number", knock("10000000000", null, ""));
        refusals.put("with cookies", knock(number, null, cookie));
        refusals.put("with a bearer token", knock(number, null, "Authorization: Bearer nonsense\r\n"));
        refusals.put(
                "deleted meeting",
                knock(
                        deleted.number().digits(),
                        "\"passcode\":\"" + deleted.passcode().digits() + "\"",
                        ""));
        var account = parley.server.createAccount("Linus", "correct horse");
        LinkSecret secret = new LinkSecret("a-secret-of-the-browsers-own");
        var wanted = new NewMeeting("Bound", TestServer.OPEN, false, Optional.of(secret.key()), false);
        String bound = parley.server
                .createMeeting(account, wanted)
                .orElseThrow()
                .number()
                .digits();
        refusals.put("link-bound meeting by passcode", knock(bound, "\"passcode\":\"123456\"", ""));
        refusals.put("link-bound meeting without passcode", knock(bound, "\"passcode\":\"\"", ""));
        refusals.put("link-bound meeting by the secret itself", knock(bound, "\"key\":\"" + secret.text() + "\"", ""));
        assertThat(knock(bound, "\"key\":\"" + secret.key().text() + "\"", "")).startsWith("HTTP/1.1 200 ");
        String first = refusals.get("unknown number");
        assertThat(first).startsWith("HTTP/1.1 403 ").doesNotContain("Date:").doesNotContain("Set-Cookie");
        assertThat(refusals)
                .allSatisfy((reason, bytes) -> assertThat(bytes).as(reason).isEqualTo(first));
    }

    @Test
    void a_refusal_of_a_running_meeting_is_no_other() throws Exception {
        Invitation.Open running = parley.meeting();
        Person host = parley.come(running, "Lin", true);
        host.hear("ready");
        host.say("start");
        host.hear("admitted");
        assertThat(knock(running.number().digits(), "\"passcode\":\"\"", ""))
                .isEqualTo(knock("10000000000", "\"passcode\":\"\"", ""));
    }

    @Test
    void number_and_passcode_open_it_and_people_may_group_the_digits() throws Exception {
        Invitation.Open invitation = parley.meeting();
        String digits = invitation.number().digits();
        String grouped = digits.substring(0, 3) + " " + digits.substring(3, 7) + "-" + digits.substring(7);
        assertThat(knock(grouped, "\"passcode\":\"" + invitation.passcode().digits() + "\"", ""))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"expiresIn\":60");
    }

    @Test
    void what_is_no_request_says_nothing_about_meetings() throws Exception {
        Invitation.Open there = parley.meeting();
        for (String number : new String[] {there.number().digits(), "10000000000"}) {
            assertThat(status("{\"number\":\"" + number + "\"}")).isEqualTo(400);
            assertThat(status("{\"number\":\"" + number + "\",\"name\":\"  \"}"))
                    .isEqualTo(400);
            assertThat(status("{\"number\":\"" + number + "\",\"name\":\"a\\u0000b\"}"))
                    .isEqualTo(400);
            assertThat(status("{\"number\":\"" + number + "\",\"name\":\"" + "n".repeat(65) + "\"}"))
                    .isEqualTo(400);
            assertThat(status("{\"number\":" + number + ",\"name\":\"Ada\"}")).isEqualTo(400);
            assertThat(status("{\"number\":\"" + number + "\",\"name\":\"Ada\",\"name\":\"Bo\"}"))
                    .isEqualTo(400);
        }
        assertThat(status("")).isEqualTo(400);
        assertThat(status("null")).isEqualTo(400);
        assertThat(status("[]")).isEqualTo(400);
        assertThat(status("[".repeat(30_000))).isEqualTo(400);
        assertThat(status("{\"name\":\"" + "n".repeat(100_000) + "\"}")).isEqualTo(413);
    }

    @Test
    void pages_of_other_origins_are_refused() throws Exception {
        var answer = parley.post(
                "/api/v1/door",
                "{\"number\":\"10000000000\",\"passcode\":\"1\",\"name\":\"Ada\"}",
                "Origin",
                "https://evil.example");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("another origin");
    }

    private static int status(String body) throws Exception {
        return parley.post("/api/v1/door", body).statusCode();
    }

    private static String knock(String number, @Nullable String proof, String headers) throws IOException {
        String body = "{\"number\":\"" + number + "\"," + (proof == null ? "" : proof + ",") + "\"name\":\"Ada\"}";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), parley.server.httpPort())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/door HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + headers + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body)
                            .getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
