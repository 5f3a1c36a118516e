// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Forwarded headers count when a configured proxy sent them, and not otherwise.
class TrustedProxiesTest {
    /// Tries from one source in a minute.
    private static final int TRIES = 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private static String joinUrl(TestServer parley, String... headers) throws Exception {
        parley.server.createAccount("Ada", "correct horse");
        String token = TestServer.json(
                        parley.post("/api/v1/session", "{\"name\":\"Ada\",\"password\":\"correct horse\"}")
                                .body())
                .get("token")
                .asText();
        String[] all = new String[headers.length + 2];
        all[0] = "Authorization";
        all[1] = "Bearer " + token;
        System.arraycopy(headers, 0, all, 2, headers.length);
        HttpResponse<String> made = parley.post("/api/v1/meetings", "{}", all);
        return TestServer.json(made.body()).get("joinUrl").asText();
    }

    /// The answers to many more tries than one source has, each said to come from elsewhere.
    private static Set<Integer> manySources(TestServer parley, String header, String value) throws Exception {
        Set<Integer> answers = new HashSet<>();
        for (int i = 0; i < 3 * TRIES && !answers.contains(429); i++) {
            answers.add(parley.post(
                            "/api/v1/door",
                            "{\"number\":\"%d\",\"passcode\":\"wrong\",\"name\":\"nobody\"}"
                                    .formatted(10_000_000_000L + i),
                            header,
                            value.formatted(i))
                    .statusCode());
        }
        return answers;
    }

    @Test
    void a_configured_proxy_is_believed() throws Exception {
        try (TestServer parley = TestServer.start(data, Map.of("http.behind-proxy", "true"))) {
            assertThat(joinUrl(parley, "X-Forwarded-Proto", "https", "X-Forwarded-Host", "meet.example.org"))
                    .startsWith("https://meet.example.org/m/");
            assertThat(manySources(parley, "X-Forwarded-For", "198.51.%d.7")).containsExactly(403);
            assertThat(manySources(parley, "Forwarded", "for=203.0.%d.7;proto=https"))
                    .containsExactly(403);
        }
    }

    @Test
    void what_a_client_wrote_before_the_proxy_does_not_count() throws Exception {
        try (TestServer parley = TestServer.start(data, Map.of("http.behind-proxy", "true"))) {
            assertThat(manySources(parley, "X-Forwarded-For", "198.51.%d.7, 192.0.2.1"))
                    .contains(429);
        }
    }

    @Test
    void anybody_else_is_not_believed() throws Exception {
        try (TestServer parley =
                TestServer.start(data, Map.of("http.behind-proxy", "true", "http.trusted-proxies.0", "192.0.2.1"))) {
            assertThat(joinUrl(parley, "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example"))
                    .startsWith("http://127.0.0.1:");
            assertThat(manySources(parley, "X-Forwarded-For", "198.51.%d.7")).contains(429);
        }
    }

    @Test
    void without_a_proxy_nobody_is_believed() throws Exception {
        try (TestServer parley = TestServer.start(data, Map.of())) {
            assertThat(joinUrl(parley, "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example"))
                    .startsWith("http://127.0.0.1:");
            assertThat(manySources(parley, "Forwarded", "for=203.0.%d.7;proto=https"))
                    .contains(429);
        }
    }
}
