// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

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

    /// A meeting's number and what its links show at the door.
    public record Meeting(String number, String guestKey, String hostKey) {
        @Override
        public String toString() {
            return "Meeting[" + number + "]";
        }
    }

    public Meeting newMeeting() throws IOException, InterruptedException {
        return newMeeting(false);
    }

    public Meeting newWebinar() throws IOException, InterruptedException {
        return newMeeting(true);
    }

    private Meeting newMeeting(boolean webinar) throws IOException, InterruptedException {
        var made = post("/api/v1/meetings", Map.of("waitingRoom", "off", "webinar", webinar), bearer);
        return new Meeting(made.path("number").asText(), key(made.path("joinUrl")), key(made.path("hostUrl")));
    }

    /// Makes a meeting that opens by link alone.
    ///
    /// @param linkKey what the link shows at the door
    /// @return its number
    public String newLinkBoundNumber(String linkKey) throws IOException, InterruptedException {
        return post("/api/v1/meetings", Map.of("linkKey", linkKey, "waitingRoom", "off"), bearer)
                .path("number")
                .asText();
    }

    /// Registers somebody, who then comes through the door.
    ///
    /// @return what their link shows there, which no other browser may
    public String usedRegistration(Meeting meeting) throws IOException, InterruptedException {
        var path = "/api/v1/meetings/" + meeting.number() + "/registrations";
        var made = post(path, Map.of("names", List.of("Ada")), bearer);
        var key = key(made.path("registrations").path(0).path("url"));
        post("/api/v1/door", Map.of("number", meeting.number(), "key", key, "name", "Ada"), "");
        return key;
    }

    /// Ends a meeting for good.
    public void delete(Meeting meeting) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/meetings/" + meeting.number()))
                .header("Authorization", "Bearer " + bearer)
                .DELETE();
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 204) {
            throw new IOException("DELETE of a meeting: %d %s".formatted(answer.statusCode(), answer.body()));
        }
    }

    /// Goes through the door.
    ///
    /// @return the ticket
    public String ticket(Meeting meeting, boolean host, String name) throws IOException, InterruptedException {
        var key = host ? meeting.hostKey() : meeting.guestKey();
        var admitted = post("/api/v1/door", Map.of("number", meeting.number(), "key", key, "name", name), "");
        return admitted.path("ticket").asText();
    }

    /// Where the signalling connection is opened.
    URI signal() {
        return URI.create(url.toString().replaceFirst("^http", "ws") + "/api/v1/signal");
    }

    HttpClient http() {
        return http;
    }

    /// From the secret behind the `#` (docs/protocol.md, Links).
    private static String key(JsonNode link) {
        byte[] secret = link.asText().replaceFirst("^[^#]*#", "").getBytes(US_ASCII);
        try {
            byte[] key = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .thenExpand("Parley link door".getBytes(US_ASCII), 32));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 25 has HKDF-SHA256", e);
        }
    }

    private JsonNode post(String path, Map<String, ?> body, String token) throws IOException, InterruptedException {
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
