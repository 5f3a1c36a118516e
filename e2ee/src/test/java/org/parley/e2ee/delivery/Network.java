// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.Identity.Kind;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.mls.Suite;

/// A delivery service and its clients in virtual time, on a network that keeps the order of each connection
/// and nothing else. All chance comes from one seed.
final class Network {
    /// Today, because bcmls compares lifetimes with the system's clock.
    final Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS);

    final Random random;
    final boolean linkBound;
    final SecureRandom secureRandom;
    final Delivery delivery;
    final Map<ParticipantId, Client> clients = new LinkedHashMap<>();
    /// Everything the delivery service has put out, in order.
    final List<Output> log = new ArrayList<>();

    /// Told whenever the keys of a client may have changed.
    Consumer<Client> moved = client -> {};

    Instant now = start;
    Duration longestDelay = Duration.ofMillis(1);
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
    private long order;
    private Instant wake = Instant.MAX;

    private record Event(Instant at, long order, Runnable what) {}

    Network(long seed) {
        this(seed, false);
    }

    Network(long seed, boolean linkBound) {
        this.linkBound = linkBound;
        random = new Random(seed);
        secureRandom = seeded(seed);
        delivery = new Delivery(Suite.CLASSICAL, linkBound, secureRandom);
    }

    static SecureRandom seeded(long seed) {
        try {
            var seeded = SecureRandom.getInstance("SHA1PRNG");
            seeded.setSeed(seed);
            return seeded;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Admits somebody, whose client connects.
    Client admit(String name) {
        return admit(name, Kind.BROWSER);
    }

    Client admit(String name, Kind kind) {
        var client = new Client(this, new Identity(kind, new ParticipantId(name)));
        clients.put(client.id(), client);
        tell(new Input.Admitted(client.identity()));
        client.connected();
        return client;
    }

    /// The delivery service hears this now.
    List<Output> tell(Input input) {
        var outputs = delivery.on(input, now);
        log.addAll(outputs);
        for (var output : outputs) {
            if (output instanceof Output.Send send) {
                var client = clients.get(send.to());
                if (client != null) {
                    client.arriving(send.message());
                }
            }
        }
        wake = delivery.nextWake();
        return outputs;
    }

    /// Runs `what` after a delay.
    void after(Duration delay, Runnable what) {
        events.add(new Event(now.plus(delay), order++, what));
    }

    void at(Instant when, Runnable what) {
        events.add(new Event(when, order++, what));
    }

    Duration delay() {
        return Duration.ofNanos((long) (random.nextDouble() * longestDelay.toNanos()));
    }

    void run(Duration time) {
        var end = now.plus(time);
        for (var steps = 0; ; steps++) {
            if (steps > 1_000_000) {
                throw new AssertionError("no rest: the next wake is " + wake + ", now " + now);
            }
            var event = events.peek();
            var next = event == null || wake.isBefore(event.at) ? wake : event.at;
            if (next.isAfter(end)) {
                now = end;
                return;
            }
            now = next.isBefore(now) ? now : next;
            if (event != null && !event.at.isAfter(now)) {
                events.remove();
                event.what.run();
            } else {
                tell(new Input.Tick());
            }
        }
    }

    List<Client> present() {
        return clients.values().stream().filter(client -> client.online).toList();
    }

    Client client(String name) {
        return Objects.requireNonNull(clients.get(new ParticipantId(name)));
    }

    <T extends Output> List<T> all(Class<T> kind) {
        return log.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends ToMember> List<T> sent(Class<T> kind) {
        return all(Output.Send.class).stream()
                .map(Output.Send::message)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    static Bytes bytes(String text) {
        return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }
}
