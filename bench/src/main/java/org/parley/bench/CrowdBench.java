// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.parley.bench.Bench.Settings;
import org.parley.bench.load.Api;
import org.parley.bench.load.EncryptedMember;
import org.parley.bench.load.ServerLoad;
import org.parley.bench.process.CpuMeter;
import org.parley.bench.process.Server;

/// People come into one meeting within some seconds: a hundred into an ordinary one, 300 into a webinar. How long each
/// waits for the keys. Through a real server, with an MLS member in Java for each, all in this one process.
final class CrowdBench {
    private static final int PATIENCE_SECONDS = 240;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Settings settings;

    private record Crowd(String what, int people, Duration within, boolean webinar) {}

    private static final Crowd MEETING = new Crowd("people come", 100, Duration.ofSeconds(10), false);
    private static final Crowd WEBINAR = new Crowd("attendees come into a webinar", 300, Duration.ofSeconds(30), true);

    CrowdBench(Settings settings) {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        try (var http = ServerLoad.httpClient();
                var server =
                        new Server(settings.root(), settings.target().resolve("server.log"), List.of(), Map.of())) {
            var api = new Api(http, server.url(), server.setupToken());
            // The first meeting is for the compilers, of both processes.
            come(api, MEETING);
            for (var crowd : List.of(MEETING, WEBINAR)) {
                var meter = new CpuMeter(server.pid());
                var before = meter.read();
                var waits = come(api, crowd);
                double cpu = meter.read().nanosSince(before) / NANOS_PER_SECOND;
                System.out.printf(
                        "## %d %s within %d s (ms from the door to the keys)%n%n",
                        crowd.people(), crowd.what(), crowd.within().toSeconds());
                System.out.println("| median | 95th percentile | the slowest | the server's CPU time, s |");
                System.out.println("|---|---|---|---|");
                System.out.printf(
                        "| %.0f | %.0f | %.0f | %.1f |%n%n",
                        Median.of(waits), Median.percentile(waits, 95), Median.percentile(waits, 100), cpu);
            }
        }
    }

    private static List<Double> come(Api api, Crowd crowd) throws IOException, InterruptedException {
        var people = new ArrayList<EncryptedMember>();
        try {
            return come(api, crowd, people);
        } finally {
            people.forEach(EncryptedMember::close);
        }
    }

    private static List<Double> come(Api api, Crowd crowd, List<EncryptedMember> people)
            throws IOException, InterruptedException {
        var meeting = crowd.webinar() ? api.newWebinar() : api.newMeeting();
        var host = new EncryptedMember(api, meeting, true, "host");
        people.add(host);
        await(host.inside());
        var pause = crowd.within().dividedBy(crowd.people()).toNanos();
        var next = System.nanoTime();
        for (var i = 0; i < crowd.people(); i++) {
            people.add(new EncryptedMember(api, meeting, false, "guest " + i));
            next += pause;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        }
        var waits = new ArrayList<Double>();
        for (var person : people.subList(1, people.size())) {
            waits.add(await(person.inside()) / NANOS_PER_MILLI);
        }
        return waits;
    }

    private static long await(CompletableFuture<Long> inside) throws IOException, InterruptedException {
        try {
            return inside.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("somebody never had the keys", e);
        }
    }
}
