// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.meeting.door.Invitation;

/// The guard at the door of a real server. Sources are told apart by what a trusted proxy says.
class DoorGuardTest {
    private static final String SCANNER = "198.51.100.7";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private TestServer start(String... options) {
        Map<String, String> all = new HashMap<>(Map.of("http.behind-proxy", "true"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return TestServer.start(data, all);
    }

    @Test
    void who_fails_often_works_and_is_then_blocked_whatever_is_right() throws Exception {
        try (TestServer parley = start()) {
            Invitation.Open there = parley.meeting();
            assertThat(statuses(atOnce(30, _ -> wrong(parley, SCANNER, there, ""))))
                    .containsOnly(403, 429);
            assertThat(wrongWithWork(parley, SCANNER, there).statusCode()).isEqualTo(403);

            HttpResponse<String> asked = right(parley, SCANNER, there, "");
            HttpResponse<String> askedForNothing = knock(parley, SCANNER, "nothing", "\"passcode\":\"1\"", "");
            assertThat(asked.statusCode()).isEqualTo(429);
            assertThat(asked.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(asked.headers().firstValue("Retry-After")).isEmpty();
            assertThat(withoutToken(asked)).isEqualTo(withoutToken(askedForNothing));
            assertThat(asked.headers()).isEqualTo(askedForNothing.headers());

            String solution = Proofs.solve(asked);
            assertThat(right(parley, SCANNER, there, solution).statusCode()).isEqualTo(200);
            assertThat(right(parley, SCANNER, there, solution).statusCode())
                    .as("a solution counts once")
                    .isEqualTo(429);

            HttpResponse<String> blocked = blocked(parley, there);
            HttpResponse<String> wrong = knock(parley, SCANNER, "10000000000", "\"passcode\":\"1\"", "");
            assertThat(wrong.statusCode()).isEqualTo(429);
            assertThat(wrong.body()).isEqualTo(blocked.body());
            assertThat(Integer.parseInt(retryAfter(wrong))).isBetween(30, 100);
            assertThat(right(parley, "203.0.113.9", parley.meeting(), "").statusCode())
                    .isEqualTo(200);
            assertThat(byLink(parley, SCANNER, there)).isEqualTo(200);

            assertThat(parley.scrape())
                    .containsPattern("parley_door_guard_blocks_total [1-9]")
                    .containsPattern("parley_door_guard_solutions_total [1-9]");
            await().untilAsserted(() -> assertThat(parley.scrape())
                    .containsPattern("parley_door_guard_reports_total\\{kind=\"blocked\"\\} [1-9]"));
        }
    }

    @Test
    void who_has_a_link_gets_in_while_the_number_is_guessed_at_from_everywhere() throws Exception {
        try (TestServer parley = start()) {
            Invitation.Open there = parley.meeting();
            List<HttpResponse<String>> answers = atOnce(80, i -> wrong(parley, "198.51.%d.7".formatted(i), there, ""));
            assertThat(statuses(answers)).contains(403, 429);
            assertThat(wrongWithWork(parley, "198.51.100.7", there).statusCode())
                    .isEqualTo(403);
            assertThat(right(parley, "203.0.113.9", there, "").statusCode()).isEqualTo(429);
            assertThat(byLink(parley, "203.0.113.9", there)).isEqualTo(200);
        }
    }

    @Test
    void a_restart_keeps_a_block() throws Exception {
        Invitation.Open there;
        try (TestServer parley = start()) {
            there = parley.meeting();
            blocked(parley, there);
        }
        Path state = data.resolve("guard.state");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rw-------");
        try (TestServer parley = start()) {
            assertThat(Integer.parseInt(retryAfter(right(parley, SCANNER, there, ""))))
                    .isPositive();
        }
        Files.writeString(state, "damaged");
        try (TestServer parley = start()) {
            assertThat(right(parley, SCANNER, there, "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void observing_blocks_nobody() throws Exception {
        try (TestServer parley = start("door.guard.mode", "observe")) {
            Invitation.Open there = parley.meeting();
            assertThat(statuses(atOnce(40, _ -> wrong(parley, SCANNER, there, ""))))
                    .containsOnly(403);
            assertThat(right(parley, SCANNER, there, "").statusCode()).isEqualTo(200);
            assertThat(parley.scrape()).containsPattern("parley_door_guard_observed_refusals_total [1-9]");
        }
    }

    @Test
    void networks_are_allowed_and_blocked_by_hand() throws Exception {
        try (TestServer parley =
                start("door.guard.allow.0", "198.51.100.0/24", "door.guard.block.0", "2001:db8::/32")) {
            Invitation.Open there = parley.meeting();
            assertThat(statuses(atOnce(40, _ -> wrong(parley, SCANNER, there, ""))))
                    .containsOnly(403);
            assertThat(byLink(parley, "unknown", there))
                    .as("what is no address counts as the proxy's")
                    .isEqualTo(200);
            assertThat(byLink(parley, "[2001:db8:1::7]:4711", there)).isEqualTo(429);
            assertThat(byLink(parley, "2001:db8:1::7", there)).isEqualTo(429);
        }
    }

    interface Try {
        HttpResponse<String> of(int number) throws Exception;
    }

    static List<HttpResponse<String>> atOnce(int count, Try once) throws Exception {
        var tries = new ArrayList<Callable<HttpResponse<String>>>();
        for (int i = 0; i < count; i++) {
            int number = i;
            tries.add(() -> once.of(number));
        }
        try (var threads = Executors.newFixedThreadPool(20)) {
            var answers = new ArrayList<HttpResponse<String>>();
            for (Future<HttpResponse<String>> answer : threads.invokeAll(tries)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static List<Integer> statuses(List<HttpResponse<String>> answers) {
        return answers.stream().map(HttpResponse::statusCode).distinct().toList();
    }

    /// Goes on with wrong passcodes, solving what is asked, until the right one is told to come later.
    private static HttpResponse<String> blocked(TestServer parley, Invitation.Open there) throws Exception {
        for (int i = 0; i < 5; i++) {
            atOnce(20, _ -> wrongWithWork(parley, SCANNER, there));
            HttpResponse<String> answer = right(parley, SCANNER, there, "");
            if (answer.headers().firstValue("Retry-After").isPresent()) {
                return answer;
            }
        }
        throw new AssertionError("a source that only fails is never blocked");
    }

    /// Counts halve all the time: one more than the limit is over it for a while, and not for a moment alone.
    private static HttpResponse<String> wrongWithWork(TestServer parley, String from, Invitation.Open there)
            throws Exception {
        HttpResponse<String> answer = wrong(parley, from, there, "");
        return answer.body().contains("challenge") ? wrong(parley, from, there, Proofs.solve(answer)) : answer;
    }

    private static HttpResponse<String> right(TestServer parley, String from, Invitation.Open there, String solution)
            throws Exception {
        return knock(
                parley,
                from,
                there.number().digits(),
                "\"passcode\":\"" + there.passcode().digits() + "\"",
                solution);
    }

    private static HttpResponse<String> wrong(TestServer parley, String from, Invitation.Open there, String solution)
            throws Exception {
        return knock(parley, from, there.number().digits(), "\"passcode\":\"wrong\"", solution);
    }

    private static int byLink(TestServer parley, String from, Invitation.Open there) throws Exception {
        String key = "\"key\":\"" + there.guestLink().key().text() + "\"";
        return knock(parley, from, there.number().digits(), key, "").statusCode();
    }

    private static HttpResponse<String> knock(
            TestServer parley, String from, String number, String proof, String solution) throws Exception {
        String more = solution.isEmpty() ? "" : ",\"solution\":\"" + solution + "\"";
        return parley.post(
                "/api/v1/door",
                "{\"number\":\"" + number + "\"," + proof + ",\"name\":\"Ada\"" + more + "}",
                "X-Forwarded-For",
                from);
    }

    private static String retryAfter(HttpResponse<String> answer) {
        return answer.headers().firstValue("Retry-After").orElseThrow();
    }

    private static String withoutToken(HttpResponse<String> answer) throws Exception {
        String token = TestServer.json(answer.body()).at("/challenge/token").asText();
        return answer.body().replace(token, "").replaceAll("\"hashes\":[0-9]+", "");
    }
}
