// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/// The HTTP API (docs/api.md) as far as load needs it: a first host, meetings, the door.
public final class Api {
    private static final String NAME = "bench";
    private static final String PASSWORD = "only for a server that is thrown away";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http;
    private final URI url;
    private final String bearer;

    /// Makes the first host account and signs in.
    ///
    /// @param setupToken the secret of the one-time link
    public Api(HttpClient http, URI url, String setupToken) throws IOException, InterruptedException {
        this.http = http;
        this.url = url;
        post("/api/v1/setup", Map.of("token", setupToken, "name", NAME, "password", PASSWORD), "");
        bearer = post("/api/v1/session", Map.of("name", NAME, "password", PASSWORD), "")
                .path("token")
                .asText();
    }

    /// A meeting's number and the secrets of its links.
    public record Meeting(String number, String guestSecret, String hostSecret) {
        @Override
        public String toString() {
            return "Meeting[" + number + "]";
        }
    }

    public Meeting newMeeting() throws IOException, InterruptedException {
        var made = post("/api/v1/meetings", Map.of(), bearer);
        return new Meeting(made.path("number").asText(), secret(made.path("joinUrl")), secret(made.path("hostUrl")));
    }

    /// Goes through the door.
    ///
    /// @return the ticket
    public String ticket(Meeting meeting, boolean host, String name) throws IOException, InterruptedException {
        var secret = host ? meeting.hostSecret() : meeting.guestSecret();
        var admitted = post("/api/v1/door", Map.of("number", meeting.number(), "secret", secret, "name", name), "");
        return admitted.path("ticket").asText();
    }

    /// Where the signalling connection is opened.
    URI signal() {
        return URI.create(url.toString().replaceFirst("^http", "ws") + "/api/v1/signal");
    }

    HttpClient http() {
        return http;
    }

    private static String secret(JsonNode link) {
        return link.asText().replaceFirst("^[^#]*#", "");
    }

    private JsonNode post(String path, Map<String, String> body, String token)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("POST %s: %d %s".formatted(path, answer.statusCode(), answer.body()));
        }
        return json.readTree(answer.body());
    }
}
