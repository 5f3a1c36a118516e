// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.parley.bench.Bench.Settings;
import org.parley.bench.load.Api;
import org.parley.bench.load.Flood;
import org.parley.bench.load.Load;
import org.parley.bench.load.LoadLoop;
import org.parley.bench.load.ServerLoad;
import org.parley.bench.load.Shape;
import org.parley.bench.load.StreamProfile;
import org.parley.bench.process.CpuMeter;
import org.parley.bench.process.Server;
import org.parley.meeting.door.guard.Attempt;
import org.parley.meeting.door.guard.Guard;
import org.parley.meeting.door.guard.GuardPolicy;
import org.parley.meeting.door.guard.Mode;
import org.parley.meeting.door.guard.Source;
import org.parley.meeting.door.guard.Way;

/// A flood of wrong numbers from 100,000 sources while a meeting goes on: what a request costs, and what the
/// media of the meeting feel of it. And what the guard takes after 10 million sources.
final class DoorBench {
    private static final int SOURCES = 100_000;
    private static final int[] RATES = {500, 2_000};
    private static final int PEOPLE = 10;
    private static final int SEEN = 10_000_000;
    private static final double MEGA = 1 << 20;

    private final Settings settings;

    private record Window(double seconds, long cpuNanos, Load.Delay media, Map<Integer, Long> answers) {}

    DoorBench(Settings settings) {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        System.out.printf(
                "## A flood of wrong numbers from %,d sources, while %d people meet%n%n"
                        + "Media: ms from sender to receiver, load and flood on the same processors.%n%n",
                SOURCES, PEOPLE);
        System.out.println(
                "| guard | requests/s | µs CPU each | answers by status | media before: median, p99 | during: median, p99 | **p99 added** |");
        System.out.println("|---|---|---|---|---|---|---|");
        flood("enforce");
        flood("observe");
        System.out.println();
        memory();
    }

    private void flood(String mode) throws IOException, InterruptedException {
        var environment = Map.of(
                "PARLEY_DOOR_GUARD_MODE", mode,
                "PARLEY_HTTP_BEHIND_PROXY", "true",
                "PARLEY_HTTP_ADDRESS", "127.0.0.1");
        try (var loop = new LoadLoop();
                var http = ServerLoad.httpClient();
                var server =
                        new Server(settings.root(), settings.target().resolve("server.log"), List.of(), environment)) {
            var api = new Api(http, server.url(), server.setupToken());
            var shape = Shape.everyone(PEOPLE, 1);
            try (var load = new ServerLoad(loop, api, shape, StreamProfile.BROWSER_VIDEO)) {
                load.run(true);
                try (var _ = new Flood(server.url(), SOURCES, RATES[0])) {
                    Thread.sleep(settings.firstWarmUp());
                }
                for (int rate : RATES) {
                    var before = window(server, load, null);
                    Window during;
                    try (var flood = new Flood(server.url(), SOURCES, rate)) {
                        Thread.sleep(settings.warmUp());
                        during = window(server, load, flood);
                    }
                    print(mode, before, during);
                }
            }
        }
    }

    private Window window(Server server, ServerLoad load, @Nullable Flood flood)
            throws IOException, InterruptedException {
        var meter = new CpuMeter(server.pid());
        load.delay();
        var answersBefore = flood == null ? Map.<Integer, Long>of() : flood.answers();
        var cpu = meter.read();
        long began = System.nanoTime();
        Thread.sleep(settings.window().multipliedBy(3));
        long used = meter.read().nanosSince(cpu);
        double seconds = (System.nanoTime() - began) / 1e9;
        var answers = flood == null ? new TreeMap<Integer, Long>() : flood.answers();
        answers.replaceAll((status, count) -> count - answersBefore.getOrDefault(status, 0L));
        return new Window(seconds, used, load.delay(), answers);
    }

    private static void print(String mode, Window before, Window during) {
        long requests =
                during.answers().values().stream().mapToLong(Long::longValue).sum();
        double idle = before.cpuNanos() / before.seconds() * during.seconds();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %s | %.2f, %.2f | %.2f, %.2f | %.2f |%n",
                mode,
                requests / during.seconds(),
                (during.cpuNanos() - idle) / 1e3 / requests,
                during.answers(),
                before.media().median(),
                before.media().p99(),
                during.media().median(),
                during.media().p99(),
                during.media().p99() - before.media().p99());
    }

    private void memory() throws InterruptedException {
        int seen = settings.quick() ? SEEN / 10 : SEEN;
        var random = new Random(1);
        var now = Instant.parse("2026-11-24T08:00:00Z");
        double empty = used();
        var guard = new Guard(GuardPolicy.door(), Mode.ENFORCE, new byte[32], random, now);
        double fresh = used() - empty;
        long began = System.nanoTime();
        for (int i = 0; i < seen; i++) {
            // A day long, each from a /64 of its own.
            now = i % 100 == 0 ? now.plus(Duration.ofDays(1).dividedBy(seen / 100)) : now;
            long bits = 0x2000_0000_0000_0000L | (random.nextLong() >>> 3);
            guard.ask(new Attempt(new Source(bits), 7, random.nextLong(), Way.PASSCODE, null), now);
        }
        double nanos = (double) (System.nanoTime() - began) / seen;
        double full = used() - empty;
        System.out.printf("## Memory of the door's guard%n%n");
        System.out.println("| sources seen | MB | bound MB | ns to ask |");
        System.out.println("|---|---|---|---|");
        double bound = GuardPolicy.door().bytes() / MEGA;
        System.out.printf(Locale.ROOT, "| none | %.1f | %.1f | – |%n", fresh, bound);
        System.out.printf(Locale.ROOT, "| %,d | %.1f | %.1f | %.0f |%n", seen, full, bound, nanos);
        System.out.printf("%n(%s)%n%n", guard.counts());
    }

    /// MB of the heap after a collection.
    private static double used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        var runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MEGA;
    }
}
