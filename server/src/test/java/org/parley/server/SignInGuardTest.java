// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.server.DoorGuardTest.atOnce;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Passwords and the setup link, guessed at over HTTP. Sources are told apart by what a trusted proxy says.
class SignInGuardTest {
    private static final String PASSWORD = "correct horse";
    private static final String DEVICE = "parley_device=0123456789abcdefghijklmnopqrstuv";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private TestServer start() {
        return TestServer.start(data, Map.of("http.behind-proxy", "true"));
    }

    @Test
    void an_account_that_is_guessed_at_from_everywhere_is_open_to_its_owners_browser_alone() throws Exception {
        try (TestServer parley = start()) {
            parley.server.createAccount("Ada", PASSWORD);
            HttpResponse<String> first = signIn(parley, "192.0.2.1", " ADA ", PASSWORD, DEVICE, "");
            assertThat(first.statusCode()).isEqualTo(200);
            String cookies = DEVICE + "; " + cookie(first, "parley_known=");

            assertThat(lookedAt(guess(parley, "ada")))
                    .as("guesses that were looked at, from 30 addresses")
                    .isBetween(1L, 20L);
            assertThat(signInWithWork(parley, "203.0.113.8", "ada").headers().firstValue("Retry-After"))
                    .isPresent();

            assertThat(signIn(parley, "203.0.113.9", "Ada", PASSWORD, "", "").statusCode())
                    .as("right, from an unknown browser")
                    .isEqualTo(429);
            assertThat(signIn(parley, "203.0.113.9", "Ada", PASSWORD, cookies, "")
                            .statusCode())
                    .as("right, from the owner's browser, anywhere")
                    .isEqualTo(200);
            assertThat(signIn(parley, "203.0.113.10", "Ada", PASSWORD, cookies.replace("ghij", "ghiX"), "")
                            .statusCode())
                    .as("the seal of another browser")
                    .isEqualTo(429);
            assertThat(parley.scrape())
                    .containsPattern("parley_sign_in_guard_reports_total\\{kind=\"guessing\"\\} [01]");
        }
    }

    @Test
    void a_seal_is_for_one_account() throws Exception {
        try (TestServer parley = start()) {
            parley.server.createAccount("Ada", PASSWORD);
            parley.server.createAccount("Mallory", PASSWORD);
            String known = cookie(signIn(parley, "192.0.2.1", "Mallory", PASSWORD, DEVICE, ""), "parley_known=");
            guess(parley, "Ada");
            assertThat(signIn(parley, "192.0.2.1", "Ada", "wrong", DEVICE + "; " + known, "")
                            .statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void one_source_that_guesses_is_blocked_for_names_that_exist_and_that_do_not_alike() throws Exception {
        try (TestServer parley = start()) {
            parley.server.createAccount("Ada", PASSWORD);
            List<HttpResponse<String>> answers = atOnce(40, i -> signInWithWork(parley, "198.51.100.7", "Name " + i));
            assertThat(lookedAt(answers)).isBetween(10L, 21L);
            HttpResponse<String> there = signIn(parley, "198.51.100.7", "Ada", PASSWORD, "", "");
            HttpResponse<String> nobody = signIn(parley, "198.51.100.7", "Nobody", PASSWORD, "", "");
            assertThat(there.statusCode()).isEqualTo(429);
            assertThat(there.headers().firstValue("Retry-After")).isPresent();
            assertThat(there.body()).isEqualTo(nobody.body());
            assertThat(signIn(parley, "203.0.113.9", "Ada", PASSWORD, "", "").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void the_setup_link_is_not_guessed_at_for_long() throws Exception {
        try (TestServer parley = start()) {
            String token = parley.server.setupToken().orElseThrow().text();
            assertThat(lookedAt(atOnce(20, _ -> {
                        HttpResponse<String> answer = setup(parley, "198.51.100.7", "wrong", "");
                        return answer.body().contains("challenge")
                                ? setup(parley, "198.51.100.7", "wrong", Proofs.solve(answer))
                                : answer;
                    })))
                    .isBetween(3L, 11L);
            assertThat(setup(parley, "198.51.100.7", token, "").statusCode()).isEqualTo(429);
            HttpResponse<String> elsewhere = setup(parley, "203.0.113.9", token, "");
            if (elsewhere.body().contains("challenge")) {
                elsewhere = setup(parley, "203.0.113.9", token, Proofs.solve(elsewhere));
            }
            assertThat(elsewhere.statusCode()).isEqualTo(200);
        }
    }

    /// Wrong passwords, each from an address of its own, with the work done that is asked for.
    private static List<HttpResponse<String>> guess(TestServer parley, String name) throws Exception {
        return atOnce(30, i -> signInWithWork(parley, "2001:db8:%x::7".formatted(i + 1), name));
    }

    private static long lookedAt(List<HttpResponse<String>> answers) {
        return answers.stream().filter(it -> it.statusCode() == 403).count();
    }

    private static HttpResponse<String> signInWithWork(TestServer parley, String from, String name) throws Exception {
        HttpResponse<String> answer = signIn(parley, from, name, "wrong", "", "");
        return answer.body().contains("challenge")
                ? signIn(parley, from, name, "wrong", "", Proofs.solve(answer))
                : answer;
    }

    private static HttpResponse<String> signIn(
            TestServer parley, String from, String name, String password, String cookies, String solution)
            throws Exception {
        String body = "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"" + shown(solution) + "}";
        return cookies.isEmpty()
                ? parley.post("/api/v1/session", body, "X-Forwarded-For", from)
                : parley.post("/api/v1/session", body, "X-Forwarded-For", from, "Cookie", cookies);
    }

    private static HttpResponse<String> setup(TestServer parley, String from, String token, String solution)
            throws Exception {
        String body = "{\"token\":\"" + token + "\",\"name\":\"Ada\",\"password\":\"" + PASSWORD + "\""
                + shown(solution) + "}";
        return parley.post("/api/v1/setup", body, "X-Forwarded-For", from);
    }

    private static String shown(String solution) {
        return solution.isEmpty() ? "" : ",\"solution\":\"" + solution + "\"";
    }

    private static String cookie(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(it -> it.startsWith(name))
                .findFirst()
                .orElseThrow()
                .split(";", 2)[0];
    }
}
