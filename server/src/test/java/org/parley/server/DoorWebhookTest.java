// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.meeting.door.guard.Report;
import org.parley.meeting.door.guard.Scans;
import org.parley.server.config.Settings;

class DoorWebhookTest {
    private static final byte[] KEY = "a secret of the operator's own".getBytes(UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private record Got(String id, String timestamp, String signature, String body) {}

    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final CountDownLatch open = new CountDownLatch(1);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private volatile int refusal = 503;
    private volatile boolean slow;

    @SuppressWarnings("NullAway.Init")
    private HttpServer receiver;

    @SuppressWarnings("NullAway.Init")
    private DoorWebhook webhook;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                var headers = exchange.getRequestHeaders();
                got.add(new Got(
                        headers.getFirst("webhook-id"),
                        headers.getFirst("webhook-timestamp"),
                        headers.getFirst("webhook-signature"),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
                if (slow) {
                    open.await();
                }
                boolean refused = refusals.getAndDecrement() > 0;
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                exchange.sendResponseHeaders(refused ? refusal : 204, -1);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        receiver.start();
        URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        webhook = new DoorWebhook(
                new Settings.Webhook(url, Base64.getEncoder().encodeToString(KEY)),
                false,
                metrics,
                () -> NOW,
                new Random(1),
                Duration.ofMillis(1));
    }

    @AfterEach
    void stop() {
        open.countDown();
        webhook.close();
        receiver.stop(0);
    }

    private static Scans.Event event(Scans.What what) {
        return event(what, Report.Kind.BLOCKED, "192.0.2.7/32");
    }

    private static Scans.Event event(Scans.What what, Report.Kind kind, String where) {
        return new Scans.Event(NOW, what, new Scans.Scan("00ff", kind, where, NOW, 20, 1, NOW.plusSeconds(60), 1));
    }

    private double count(String outcome) {
        return metrics.counter("parley.door.webhook.messages", "outcome", outcome)
                .count();
    }

    @Test
    void a_scan_is_told_in_order_and_signed_as_standard_webhooks_says() throws Exception {
        webhook.heard(DoorGuard.Place.DOOR, event(Scans.What.BEGAN));
        webhook.heard(DoorGuard.Place.SIGN_IN, event(Scans.What.ENDED));
        await().until(() -> got.size() == 2);
        Got first = got.getFirst();
        JsonNode body = TestServer.json(first.body());
        assertThat(body.get("type").asText()).isEqualTo("door.scan.began");
        assertThat(body.get("timestamp").asText()).isEqualTo("2026-11-24T08:00:00Z");
        assertThat(body.at("/data/network").asText()).isEqualTo("192.0.2.7/32");
        assertThat(body.at("/data/place").asText()).isEqualTo("door");
        assertThat(body.at("/data/scan").asText()).isEqualTo("00ff");
        JsonNode second = TestServer.json(got.getLast().body());
        assertThat(second.get("type").asText()).isEqualTo("door.scan.ended");
        assertThat(second.at("/data/place").asText()).isEqualTo("sign-in");
        assertThat(first.id()).startsWith("msg_").isNotEqualTo(got.getLast().id());
        assertThat(first.timestamp()).isEqualTo(Long.toString(NOW.getEpochSecond()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        byte[] right = mac.doFinal((first.id() + "." + first.timestamp() + "." + first.body()).getBytes(UTF_8));
        assertThat(first.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(right));
        await().until(() -> count("delivered") == 2);
    }

    @Test
    void which_number_is_guessed_at_is_not_told_not_even_its_hash() {
        webhook.heard(DoorGuard.Place.DOOR, event(Scans.What.BEGAN, Report.Kind.GUESSING, "deadbeef"));
        await().until(() -> got.size() == 1);
        assertThat(got.getFirst().body()).contains("guessing").doesNotContain("deadbeef");
    }

    @Test
    void a_receiver_that_fails_is_asked_again_by_the_same_id_and_at_last_the_next_is_told() {
        refusals.set(6);
        webhook.heard(DoorGuard.Place.DOOR, event(Scans.What.BEGAN));
        webhook.heard(DoorGuard.Place.DOOR, event(Scans.What.ENDED));
        await().until(() -> got.size() == 7);
        assertThat(got.subList(0, 6))
                .extracting(Got::id)
                .containsOnly(got.getFirst().id());
        assertThat(got.getLast().body()).contains("door.scan.ended");
        await().until(() -> count("failed") == 1 && count("delivered") == 1);
    }

    @Test
    void a_redirect_is_not_followed_and_who_is_gone_is_not_asked_again() {
        refusal = 307;
        refusals.set(1);
        webhook.heard(DoorGuard.Place.DOOR, event(Scans.What.BEGAN));
        await().until(() -> count("delivered") == 1);
        assertThat(got).hasSize(2);
        refusal = 410;
        refusals.set(1);
        webhook.heard(DoorGuard.Place.DOOR, event(Scans.What.ENDED));
        await().until(() -> count("failed") == 1);
        assertThat(got).hasSize(3);
    }

    @Test
    void a_slow_receiver_holds_nobody_up_and_what_waits_is_bounded() {
        slow = true;
        webhook.heard(DoorGuard.Place.DOOR, event(Scans.What.BEGAN));
        await().until(() -> got.size() == 1);
        for (int i = 0; i < 300; i++) {
            webhook.heard(DoorGuard.Place.DOOR, event(Scans.What.GREW));
        }
        assertThat(count("dropped")).isEqualTo(100);
        assertThat(metrics.get("parley.door.webhook.waiting").gauge().value()).isEqualTo(200);
    }
}
