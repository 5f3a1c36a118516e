// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Wrong numbers at the door, from as many sources as a trusted proxy says there are. At an even rate, over a
/// few connections, each by a thread of its own.
public final class Flood implements AutoCloseable {
    private static final int CONNECTIONS = 8;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    /// Guarded by itself.
    private final Map<Integer, Long> answers = new TreeMap<>();

    /// @param sources addresses spread over all of IPv4, so that few are neighbours
    /// @param perSecond requests
    public Flood(URI server, int sources, int perSecond) {
        long pause = TimeUnit.SECONDS.toNanos(1) * CONNECTIONS / perSecond;
        for (int i = 0; i < CONNECTIONS; i++) {
            threads.add(Thread.ofPlatform().name("flood-" + i).start(() -> run(server, sources, pause)));
        }
    }

    private void run(URI server, int sources, long pause) {
        var random = ThreadLocalRandom.current();
        long due = System.nanoTime() + random.nextLong(pause);
        try (var connection = new KeepAlive(server)) {
            while (!stopped.get()) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                due = Math.max(due + pause, System.nanoTime() - pause);
                byte[] answer = connection.exchange(KeepAlive.post(
                        server,
                        "/api/v1/door",
                        "X-Forwarded-For: " + address(random.nextInt(sources)) + "\r\n",
                        "{\"number\":\"%d\",\"passcode\":\"%06d\",\"name\":\"Ada\"}"
                                .formatted(
                                        random.nextLong(10_000_000_000L, 100_000_000_000L),
                                        random.nextInt(1_000_000))));
                synchronized (answers) {
                    answers.merge(KeepAlive.status(answer), 1L, Long::sum);
                }
            }
        } catch (IOException e) {
            System.err.println("the flood is less: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The same for the same number, and another for each: the multiplier is odd.
    private static String address(int number) {
        int bits = number * 0x9E37_79B1;
        return "%d.%d.%d.%d"
                .formatted(((bits >>> 24) & 0x7f) | 0x40, (bits >>> 16) & 0xff, (bits >>> 8) & 0xff, bits & 0xff);
    }

    /// How many answers of each status there were until now.
    public Map<Integer, Long> answers() {
        synchronized (answers) {
            return new TreeMap<>(answers);
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
