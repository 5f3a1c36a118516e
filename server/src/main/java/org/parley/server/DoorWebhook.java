// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.parley.meeting.door.guard.Report;
import org.parley.meeting.door.guard.Scans;
import org.parley.server.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator's own address of scans as they begin, grow and end: JSON by POST, signed as Standard Webhooks
/// says. One at a time, in order, from a bounded queue, by a thread of its own: a slow receiver holds nothing up, and
/// when too many wait the oldest goes. Only the configuration says where they go; a redirect is not followed.
final class DoorWebhook implements DoorGuard.Listener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DoorWebhook.class);

    private static final int MOST_WAITING = 200;
    /// With pauses of 1, 4, 16, 64 and 256 s between: a receiver may be down for five minutes.
    private static final int TRIES = 6;

    private static final int GROWTH = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /// The receiver wants no more of this message.
    private static final int GONE = 410;

    private record Message(String id, String body) {}

    private final Settings.Webhook settings;
    private final boolean observes;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Duration firstPause;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final BlockingDeque<Message> waiting = new LinkedBlockingDeque<>(MOST_WAITING);
    private final Counter delivered;
    private final Counter failed;
    private final Counter dropped;
    private final Thread thread;

    /// @param observes whether the guard only observes, which the messages say
    /// @param firstPause before the second try; each further one is four times as long
    DoorWebhook(
            Settings.Webhook settings,
            boolean observes,
            MeterRegistry metrics,
            InstantSource clock,
            RandomGenerator random,
            Duration firstPause) {
        this.settings = settings;
        this.observes = observes;
        this.clock = clock;
        this.random = random;
        this.firstPause = firstPause;
        this.delivered = counter(metrics, "delivered");
        this.failed = counter(metrics, "failed");
        this.dropped = counter(metrics, "dropped");
        metrics.gauge("parley.door.webhook.waiting", waiting, BlockingDeque::size);
        this.thread = Thread.ofVirtual().name("webhook").start(this::run);
    }

    private static Counter counter(MeterRegistry metrics, String outcome) {
        return metrics.counter("parley.door.webhook.messages", "outcome", outcome);
    }

    @Override
    public void heard(DoorGuard.Place place, Scans.Event event) {
        Scans.Scan scan = event.scan();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("scan", scan.id());
        data.put("place", place.word());
        data.put("kind", scan.kind().name().toLowerCase(Locale.ROOT));
        if (scan.kind() == Report.Kind.BLOCKED) {
            data.put("network", scan.where());
            data.put("blocks", scan.blocks());
            data.put("blockedUntil", scan.until().toString());
        }
        data.put("tries", scan.tries());
        data.put("sources", scan.sources());
        data.put("since", scan.since().toString());
        data.put("observed", observes);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "door.scan." + event.what().name().toLowerCase(Locale.ROOT));
        body.put("timestamp", event.at().toString());
        body.put("data", data);
        add(new Message("msg_%016x%016x".formatted(random.nextLong(), random.nextLong()), text(body)));
    }

    private String text(Map<String, Object> body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message of ours cannot be written", e);
        }
    }

    private void add(Message message) {
        while (!waiting.offerLast(message)) {
            if (waiting.pollFirst() != null) {
                dropped.increment();
            }
        }
    }

    private void run() {
        try {
            while (true) {
                deliver(waiting.takeFirst());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Message message) throws InterruptedException {
        Duration pause = firstPause;
        String trouble = "";
        for (int i = 0; i < TRIES; i++) {
            if (i > 0) {
                Thread.sleep(jittered(pause));
                pause = pause.multipliedBy(GROWTH);
            }
            try {
                int status = post(message);
                if (status / 100 == 2) {
                    delivered.increment();
                    return;
                }
                trouble = "it answers " + status;
                if (status == GONE) {
                    break;
                }
            } catch (IOException e) {
                trouble = e.getClass().getSimpleName();
            }
        }
        failed.increment();
        log.warn("the webhook (door.webhook.url) does not take a message: {}", trouble);
    }

    /// Half of it to one and a half: receivers that were down are not all told in the same moment.
    private Duration jittered(Duration pause) {
        return Duration.ofMillis((long) (pause.toMillis() * (0.5 + random.nextDouble())));
    }

    private int post(Message message) throws IOException, InterruptedException {
        String at = Long.toString(clock.instant().getEpochSecond());
        var request = HttpRequest.newBuilder(settings.url())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Parley")
                .header("webhook-id", message.id())
                .header("webhook-timestamp", at)
                .header("webhook-signature", "v1," + sign(message.id() + "." + at + "." + message.body()))
                .POST(BodyPublishers.ofString(message.body()))
                .build();
        // What the receiver answers beside the status is not read, however long it is.
        HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    private String sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(settings.key(), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        http.shutdownNow();
    }
}
