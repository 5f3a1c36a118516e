// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile bodies for every call of the API that takes one, sent to a real server: each is answered, never
/// with an error of the server's own, and in words that say nothing of its inside.
class BodyFuzzTest {
    private static final List<String> PATHS =
            List.of("/api/v1/door", "/api/v1/session", "/api/v1/setup", "/api/v1/meetings");
    private static final TestServer PARLEY = TestServer.startUnguarded();
    private static final String HOST = signIn();

    private static String signIn() {
        PARLEY.server.createAccount("Ada", "correct horse");
        try {
            JsonNode signedIn =
                    TestServer.json(PARLEY.post("/api/v1/session", "{\"name\":\"Ada\",\"password\":\"correct horse\"}")
                            .body());
            return "Bearer " + signedIn.get("token").asText();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void stop() {
        PARLEY.close();
    }

    private static List<byte[]> corpus() {
        return Stream.of(
                        "{'number':'12345678901','passcode':'493817','name':'Ada'}",
                        "{'number':'123 4567-8901','secret':'abcdefghijklmnopqrstuv','name':'Ada'}",
                        "{'number':'12345678901','name':'Ada'}",
                        "{'name':'Ada','password':'wrong horse'}",
                        "{'token':'abcdef','name':'Ada','password':'correct horse'}",
                        "{'title':'Weekly'}",
                        "{}")
                .map(text -> text.replace('\'', '"').getBytes(UTF_8))
                .toList();
    }

    @MethodSource("corpus")
    @FuzzTest
    void bodies(byte[] input) throws Exception {
        for (String path : PATHS) {
            HttpResponse<String> answer = PARLEY.http.send(
                    HttpRequest.newBuilder(PARLEY.uri(path))
                            .header("Content-Type", "application/json")
                            .header("Authorization", HOST)
                            .timeout(Duration.ofSeconds(20))
                            .POST(BodyPublishers.ofByteArray(input))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isLessThan(500);
            assertThat(answer.body()).as(path).doesNotContain("Exception", "com.fasterxml", "org.parley", "java.");
        }
    }

    @Test
    void whatever_comes_in_is_answered() {
        Noise.run(corpus(), 700, this::bodies);
    }
}
