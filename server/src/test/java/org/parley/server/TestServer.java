// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.WaitingRoom;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.LinkSecret;
import org.parley.server.config.DataDirectory;
import org.parley.server.config.Settings;
import org.parley.server.config.SettingsReader;

/// A real server on free ports, with recorded media, and people who use it.
final class TestServer implements AutoCloseable {
    /// Lets guests in as soon as the meeting runs.
    static final MeetingSettings.Change OPEN =
            new MeetingSettings.Change(null, null, WaitingRoom.OFF, null, null, null, null, null, null, null);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    final RecordingMedia media;
    final ParleyServer server;
    final HttpClient http = HttpClient.newHttpClient();
    private final DataDirectory data;

    private TestServer(Settings settings, DataDirectory data) {
        this(settings, data, new RecordingMedia());
    }

    private TestServer(Settings settings, DataDirectory data, RecordingMedia media) {
        this.data = data;
        this.media = media;
        this.server = ParleyServer.start(settings, data, media);
    }

    static TestServer start() {
        return new TestServer(settings(Map.of()), DataDirectory.temporary());
    }

    /// For tests that fail at the door more often than an honest address may: its guard only observes.
    static TestServer startUnguarded() {
        return new TestServer(settings(Map.of("door.guard.mode", "observe")), DataDirectory.temporary());
    }

    static TestServer start(Path data, Map<String, String> options) {
        return new TestServer(settings(options), DataDirectory.open(data));
    }

    /// Its media is announced at this address, and can be reached by the relay.
    static TestServer startAnnounced(Path data, InetSocketAddress at, Map<String, String> options) {
        var media = new RecordingMedia();
        media.announced = List.of(at);
        return new TestServer(settings(options), DataDirectory.open(data), media);
    }

    static Settings settings(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(Map.of(
                "http.port", "0",
                "admin.port", "0",
                "media.port", "0",
                "meeting.reconnect-grace", "2s",
                "meeting.empty-grace", "1s"));
        all.putAll(options);
        return SettingsReader.read(null, Map.of(), all);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.httpPort() + path);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)),
                headers);
    }

    HttpResponse<String> put(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("PUT", path, body, headers);
    }

    HttpResponse<String> patch(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("PATCH", path, body, headers);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)),
                headers);
    }

    /// The first account, signed in.
    ///
    /// @return its bearer token
    String signUp(String name) throws IOException, InterruptedException {
        String setup = JSON.createObjectNode()
                .put("token", server.setupToken().orElseThrow().text())
                .put("name", name)
                .put("password", "correct horse battery")
                .toString();
        return json(post("/api/v1/setup", setup).body()).get("token").asText();
    }

    HttpResponse<String> delete(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).DELETE(), headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
    }

    Invitation.Open meeting() {
        return meeting(new NewMeeting("Weekly", OPEN, false, Optional.empty(), false));
    }

    Invitation.Open meeting(NewMeeting wanted) {
        Account host = server.createAccount("Host " + UUID.randomUUID(), "correct horse");
        return (Invitation.Open) server.createMeeting(host, wanted).orElseThrow();
    }

    String scrape() throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + server.adminPort() + "/metrics");
        return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
    }

    boolean isRunning(Invitation.Open invitation) {
        return server.isRunning(invitation.number());
    }

    String ticket(String number, LinkSecret secret, String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(
                "/api/v1/door",
                JSON.createObjectNode()
                        .put("number", number)
                        .put("key", secret.key().text())
                        .put("name", name)
                        .toString());
        if (answer.statusCode() != 200) {
            throw new AssertionError("the door says " + answer.statusCode() + " " + answer.body());
        }
        return json(answer.body()).get("ticket").asText();
    }

    /// Somebody who comes by a link and has said hello.
    Person come(Invitation.Open invitation, String name, boolean asHost) throws IOException, InterruptedException {
        return come(invitation, name, asHost, null);
    }

    Person come(Invitation.Open invitation, String name, boolean asHost, @Nullable String device)
            throws IOException, InterruptedException {
        LinkSecret secret = asHost ? invitation.hostLink() : invitation.guestLink();
        Person person = connect(device);
        person.say("hello", Map.of("ticket", ticket(invitation.number().digits(), secret, name)));
        return person;
    }

    Person connect(@Nullable String device) {
        return Person.connect(http, uri("/api/v1/signal"), device);
    }

    /// As a trusted proxy tells it.
    Person connectFrom(String address) {
        return Person.connect(http, uri("/api/v1/signal"), null, address);
    }

    /// Comes back with a resume token.
    Person comeBack(String resume, @Nullable String media) {
        Person person = connect(null);
        Map<String, Object> hello = new HashMap<>(Map.of("resume", resume));
        if (media != null) {
            hello.put("media", media);
        }
        person.say("hello", hello);
        return person;
    }

    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    /// As if the process were killed: nothing is told to anybody's client, nothing is ended.
    void kill() {
        server.close();
        data.close();
    }

    @Override
    public void close() {
        http.shutdownNow();
        server.close();
        data.close();
    }
}
