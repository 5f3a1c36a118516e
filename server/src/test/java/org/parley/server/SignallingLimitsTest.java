// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.meeting.door.Invitation;

class SignallingLimitsTest {
    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @BeforeAll
    static void start() {
        parley = TestServer.start();
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "42",
                "[]",
                "{}",
                "{\"type\":\"nonsense\"}",
                "{\"type\":1}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"ping\",\"t\":\"x\"}",
                "{\"type\":\"state\",\"microphone\":true}",
                "{\"type\":\"state\",\"microphone\":1,\"camera\":true,\"screen\":true}",
                "{\"type\":\"state\",\"microphone\":\"true\",\"camera\":true,\"screen\":true}",
                "{\"type\":\"offer\",\"id\":\"1\",\"sdp\":\"v=0\"}",
                "{\"type\":\"offer\",\"id\":1.5,\"sdp\":\"v=0\"}",
                "{\"type\":\"offer\",\"id\":1}",
                "{\"type\":\"offer\",\"id\":1,\"sdp\":\"v=0\",\"tracks\":{\"0\":\"hologram\"}}",
                "{\"type\":\"view\"}",
                "{\"type\":\"view\",\"wanted\":[null]}",
                "{\"type\":\"view\",\"wanted\":[{\"participant\":\"\",\"source\":\"camera\",\"height\":1}]}",
                "{\"type\":\"view\",\"wanted\":[{\"participant\":\"p\",\"source\":\"microphone\",\"height\":1}]}",
                "{\"type\":\"view\",\"wanted\":[{\"participant\":\"p\",\"source\":\"camera\",\"height\":0}]}",
                "{\"type\":\"hello\"}",
                "{\"type\":\"hello\",\"ticket\":\"a\",\"resume\":\"b\"}",
                "{\"type\":\"hello\",\"ticket\":7}",
                "{\"type\":\"hello\",\"ticket\":\"a\",\"ticket\":\"b\"}",
                "{\"type\":\"start\"} {}",
                "{\"type\":\"start\"",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}},\"type\":\"start\"}"
            })
    void what_is_no_message_gets_an_error_and_changes_nothing(String text) throws Exception {
        Person person = parley.connect(null);
        person.sayRaw(text);
        JsonNode error = person.hear("error");
        assertThat(error.get("code").asText()).isEqualTo("bad-message");
        assertThat(error.get("detail").asText()).doesNotContain("com.fasterxml").doesNotContain("org.parley");
        person.say("ping", Map.of("t", 1));
        person.hear("pong");
        person.drop();
    }

    @Test
    void unknown_members_are_ignored() throws Exception {
        Person person = parley.connect(null);
        person.sayRaw("{\"later\":{\"x\":[1]},\"type\":\"ping\",\"t\":1.5}");
        assertThat(person.hear("pong").get("t").asDouble()).isEqualTo(1.5);
    }

    @Test
    void the_first_message_is_hello() throws Exception {
        Person person = parley.connect(null);
        person.say("start");
        assertThat(person.closeCode()).isEqualTo(1002);
    }

    @Test
    void a_message_that_is_too_large_ends_the_connection() throws Exception {
        Person person = parley.connect(null);
        try {
            person.sayRaw("{\"type\":\"ping\",\"x\":\"" + "x".repeat(600_000) + "\",\"t\":1}");
        } catch (CompletionException expected) {
            // the server may have closed before all was sent
        }
        assertThat(person.closeCode()).isIn(1009, -1, 1006);
    }

    @Test
    void a_message_just_below_the_limit_is_read() throws Exception {
        Person person = parley.connect(null);
        person.sayRaw("{\"type\":\"ping\",\"x\":\"" + "x".repeat(500_000) + "\",\"t\":2}");
        assertThat(person.hear("pong").get("t").asInt()).isEqualTo(2);
    }

    @Test
    void a_flood_ends_the_connection() throws Exception {
        Person person = parley.connect(null);
        for (int i = 0; i < 3_000 && !person.closed.isDone(); i++) {
            try {
                person.say("ping", Map.of("t", i));
            } catch (CompletionException expected) {
                break;
            }
        }
        assertThat(person.closeCode()).isIn(1008, -1);
    }

    @Test
    void made_up_tickets_and_tokens_lead_nowhere() throws Exception {
        for (Map<String, String> hello : List.of(
                Map.of("ticket", "nonsense"),
                Map.of("resume", "nonsense"),
                Map.of("resume", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA." + "0".repeat(32)),
                Map.of("resume", "."))) {
            Person person = parley.connect(null);
            person.say("hello", hello);
            assertThat(person.hear("error").get("code").asText()).isEqualTo("bad-ticket");
            assertThat(person.closeCode()).isEqualTo(4003);
        }
    }

    @Test
    void the_subprotocol_is_required_and_other_origins_are_refused() {
        URI uri = URI.create("ws://127.0.0.1:" + parley.server.httpPort() + "/api/v1/signal");
        var silent = new WebSocket.Listener() {};
        assertThatThrownBy(() -> parley.http
                        .newWebSocketBuilder()
                        .buildAsync(uri, silent)
                        .join())
                .hasMessageContaining("WebSocketHandshakeException");
        assertThatThrownBy(() -> parley.http
                        .newWebSocketBuilder()
                        .subprotocols("parley.v1")
                        .header("Origin", "https://evil.example")
                        .buildAsync(uri, silent)
                        .join())
                .hasMessageContaining("WebSocketHandshakeException");
        parley.http
                .newWebSocketBuilder()
                .subprotocols("parley.v1")
                .header("Origin", "http://127.0.0.1:" + parley.server.httpPort())
                .buildAsync(uri, silent)
                .join()
                .abort();
    }

    @Test
    void a_source_that_shows_bad_tickets_is_refused_the_upgrade_for_a_while_and_others_are_not() throws Exception {
        try (TestServer other = TestServer.start(data, Map.of("http.behind-proxy", "true"))) {
            var bad = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 120; i++) {
                Person stranger = other.connectFrom("198.51.100.7");
                stranger.say("hello", Map.of("ticket", "A".repeat(32)));
                bad.add(stranger.closed);
            }
            for (CompletableFuture<Integer> closed : bad) {
                assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(4003);
            }
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            Person stranger = other.connectFrom("198.51.100.7");
                            stranger.say("hello", Map.of("ticket", "A".repeat(32)));
                            stranger.closeCode();
                        }
                    })
                    .hasStackTraceContaining("429");
            Invitation.Open there = other.meeting();
            Person guest = other.connectFrom("203.0.113.9");
            guest.say("hello", Map.of("ticket", other.ticket(there.number().digits(), there.guestLink(), "Ada")));
            guest.hear("waiting");
        }
    }

    @Test
    void a_ticket_brings_its_own_name_and_meeting_whatever_the_hello_says() throws Exception {
        Invitation.Open there = parley.meeting();
        Person host = parley.come(there, "Lin", true);
        host.hear("ready");
        host.say("start");
        host.hear("admitted");
        Invitation.Open elsewhere = parley.meeting();
        Person guest = parley.connect(null);
        guest.say(
                "hello",
                Map.of(
                        "ticket",
                        parley.ticket(elsewhere.number().digits(), elsewhere.guestLink(), "Ada"),
                        "name",
                        "Lin",
                        "number",
                        there.number().digits(),
                        "role",
                        "host"));
        guest.hear("waiting");
        assertThat(host.heardTypes()).doesNotContain("joined", "waiting", "roster");
    }
}
