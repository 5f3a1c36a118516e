// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// A webinar with one who speaks and shows a picture, and attendees who come to hear and see it, each the whole way in.
/// For one thread.
public final class Audience implements AutoCloseable {
    /// Joins at once: more would let handshakes time out on a small machine.
    private static final int JOINS_AT_ONCE = 8;

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final double NANOS_PER_MILLI = 1e6;

    private final LoadLoop loop;
    private final Api api;
    private final Api.Meeting meeting;
    private final Totals totals = new Totals();
    private final Endpoint speaker;
    private final List<Attendee> attendees = new ArrayList<>();

    private record Attendee(Endpoint endpoint, long knockedAt) {}

    public Audience(LoadLoop loop, Api api, StreamProfile camera) throws IOException, InterruptedException {
        this.loop = loop;
        this.api = api;
        meeting = api.newWebinar();
        var role = new Endpoint.Role(true, true, List.of(camera), 0, 0);
        speaker = Endpoint.join(loop, api, meeting, "Speaker", role, totals);
        loop.call(() -> MediaSocket.activateAll(List.of(speaker.socket()), true))
                .join();
    }

    /// As many more, as fast as they get in.
    public void come(int people) throws IOException, InterruptedException {
        var turns = new Semaphore(JOINS_AT_ONCE);
        var role = new Endpoint.Role(false, false, List.of(), Shape.AUDIO_SLOTS, 1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var joins = new ArrayList<Future<Attendee>>();
            for (var i = 0; i < people; i++) {
                var name = "Attendee " + i;
                joins.add(threads.submit(() -> {
                    turns.acquire();
                    try {
                        var began = System.nanoTime();
                        var endpoint = Endpoint.join(loop, api, meeting, name, role, totals);
                        endpoint.view(List.of(speaker.id()));
                        return new Attendee(endpoint, began);
                    } finally {
                        turns.release();
                    }
                }));
            }
            for (var join : joins) {
                attendees.add(join.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("an attendee did not get in: " + e.getCause(), e);
        }
    }

    /// Milliseconds that each has waited, from knocking at the door to the first packet of the speaker's.
    ///
    /// @throws IOException if somebody hears nothing within `patience`
    public List<Double> untilTheyHear(Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            var waits = loop.call(() -> attendees.stream()
                            .filter(a -> a.endpoint().socket().firstAt() != 0)
                            .map(a -> (a.endpoint().socket().firstAt() - a.knockedAt()) / NANOS_PER_MILLI)
                            .toList())
                    .join();
            if (waits.size() == attendees.size()) {
                return waits;
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new IOException("an attendee hears nothing after " + patience.toSeconds() + " s");
    }

    /// Of all, the speaker included.
    public Counts counts() {
        return loop.call(totals::snapshot).join();
    }

    @Override
    public void close() {
        attendees.forEach(a -> a.endpoint().leave());
        speaker.leave();
    }
}
