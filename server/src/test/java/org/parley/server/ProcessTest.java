// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a process of its own: what it prints, how it ends, and that being killed costs nothing.
class ProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void a_killed_server_comes_back_with_its_meeting() throws Exception {
        int port = freePort();
        Path data = directory.resolve("data");
        JsonNode in;
        Running first = run("serve", "--http-port", "" + port, "--data", data.toString());
        try {
            String setup = first.line("Setup: ");
            String url = first.line("Ready: ");
            assertThat(setup).startsWith(url + "/setup#");
            String bearer = "Bearer "
                    + post(
                                    url + "/api/v1/setup",
                                    "{\"token\":\"" + setup.substring(setup.indexOf('#') + 1)
                                            + "\",\"name\":\"Lin\",\"password\":\"correct horse\"}",
                                    null)
                            .get("token")
                            .asText();
            JsonNode meeting = post(url + "/api/v1/meetings", "{}", bearer);
            String ticket = post(
                            url + "/api/v1/door",
                            "{\"number\":\"" + meeting.get("number").asText() + "\",\"name\":\"Lin\"}",
                            bearer)
                    .get("ticket")
                    .asText();
            Person host = Person.connect(http, URI.create(url + "/api/v1/signal"), null);
            host.say("hello", Map.of("ticket", ticket));
            host.hear("ready");
            host.say("start");
            in = host.hear("admitted");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            try (var files = Files.list(data)) {
                assertThat(files)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
        } finally {
            first.process.destroyForcibly().waitFor();
        }
        Running second = run("serve", "--http-port", "" + port, "--data", data.toString());
        try {
            String url = second.line("Ready: ");
            Person host = Person.connect(http, URI.create(url + "/api/v1/signal"), null);
            host.say("hello", Map.of("resume", in.get("resume").asText()));
            JsonNode again = host.hear("admitted");
            assertThat(again.get("participant")).isEqualTo(in.get("participant"));
            second.process.destroy();
            assertThat(host.closeCode()).isEqualTo(1001);
            assertThat(second.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(second.out()).hasSize(1);
        } finally {
            second.process.destroyForcibly().waitFor();
        }
        String logs = first.errors() + second.errors();
        assertThat(logs)
                .doesNotContain("Lin")
                .doesNotContain(in.get("resume").asText())
                .doesNotContain(in.get("meeting").get("number").asText());
    }

    @Test
    void what_cannot_work_ends_with_one_line_and_status_2() throws Exception {
        assertEnds("http.port is seventy", "serve", "--http-port", "seventy");
        assertEnds("Unknown option", "serve", "--nonsense");
        assertEnds(
                "cannot be read",
                "serve",
                "--config",
                directory.resolve("none.conf").toString());
        Path file = Files.createFile(directory.resolve("a-file"));
        assertEnds("data is", "serve", "--data", file.toString());
        try (var taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertEnds(
                    "http.port " + taken.getLocalPort() + " on 127.0.0.1 cannot be opened",
                    "demo",
                    "--http-port",
                    "" + taken.getLocalPort());
        }
    }

    private void assertEnds(String saying, String... arguments) throws Exception {
        Running ending = run(arguments);
        try {
            assertThat(ending.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(ending.process.exitValue()).as(ending.errors()).isEqualTo(2);
            assertThat(ending.errors().lines().filter(line -> line.startsWith("parley: ")))
                    .singleElement()
                    .asString()
                    .contains(saying);
            assertThat(ending.out()).isEmpty();
        } finally {
            ending.process.destroyForcibly().waitFor();
        }
    }

    private JsonNode post(String url, String body, @Nullable String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return TestServer.json(answer.body());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Running run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "org.parley.server.Main"));
        command.addAll(List.of(arguments));
        if (!List.of(arguments).contains("--nonsense")) {
            command.addAll(List.of("--media-port", "0", "--admin-port", "0"));
        }
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Running(process, out, err);
    }

    private record Running(Process process, Path outFile, Path errFile) {
        List<String> out() throws IOException {
            return Files.readAllLines(outFile);
        }

        String errors() throws IOException {
            return Files.readString(errFile);
        }

        String line(String prefix) {
            return await().atMost(PATIENCE)
                    .failFast("the server ended", () -> !process.isAlive())
                    .until(
                            () -> out().stream()
                                    .filter(line -> line.startsWith(prefix))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow()
                    .substring(prefix.length());
        }
    }
}
