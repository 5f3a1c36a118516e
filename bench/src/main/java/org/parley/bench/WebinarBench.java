// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.parley.bench.Bench.Settings;
import org.parley.bench.load.Api;
import org.parley.bench.load.Audience;
import org.parley.bench.load.LoadLoop;
import org.parley.bench.load.ServerLoad;
import org.parley.bench.load.StreamProfile;
import org.parley.bench.process.CpuMeter;
import org.parley.bench.process.Server;

/// A webinar with one who speaks and 300 attendees on this machine, who come as fast as they get in: how long until the
/// last one hears, and what it costs the server. Media alone: [CrowdBench] is about keys.
final class WebinarBench {
    private static final int ATTENDEES = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double NANOS = 1e9;

    private final Settings settings;

    WebinarBench(Settings settings) {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        try (var loop = new LoadLoop();
                var http = ServerLoad.httpClient();
                var server =
                        new Server(settings.root(), settings.target().resolve("server.log"), List.of(), Map.of())) {
            var api = new Api(http, server.url(), server.setupToken());
            // The first webinar is for the compilers, of both processes.
            try (var warm = new Audience(loop, api, StreamProfile.BROWSER_VIDEO)) {
                warm.come(ATTENDEES / 3);
                warm.untilTheyHear(PATIENCE);
                Thread.sleep(settings.warmUp());
            }
            var before = MemoryBench.usage(server.pid());
            var meter = new CpuMeter(server.pid());
            try (var audience = new Audience(loop, api, StreamProfile.BROWSER_VIDEO)) {
                var cpu = meter.read();
                long began = System.nanoTime();
                audience.come(ATTENDEES);
                var waits = audience.untilTheyHear(PATIENCE);
                double seconds = (System.nanoTime() - began) / NANOS;
                double coming = meter.read().nanosSince(cpu) / NANOS;
                Thread.sleep(settings.warmUp());
                var counts = audience.counts();
                cpu = meter.read();
                Thread.sleep(settings.window());
                double still = meter.read().nanosSince(cpu) / NANOS;
                var window = audience.counts().minus(counts);
                var full = MemoryBench.usage(server.pid());
                double length = settings.window().toMillis() / 1e3;
                System.out.printf("## A webinar with %d attendees%n%n", ATTENDEES);
                System.out.println("| | |");
                System.out.println("|---|---|");
                System.out.printf("| all are in and hear after | %.1f s |%n", seconds);
                System.out.printf(
                        "| from the door to the first packet heard: median, 95th percentile, the slowest"
                                + " | %.0f, %.0f, %.0f ms |%n",
                        Median.of(waits), Median.percentile(waits, 95), Median.percentile(waits, 100));
                System.out.printf(
                        "| the server's CPU time for all who come | %.1f s, %.0f ms each |%n",
                        coming, 1e3 * coming / ATTENDEES);
                System.out.printf(
                        "| packets out, and the server's CPU | %.0f/s, %.0f %% of a core |%n",
                        window.received() / length, 100 * still / length);
                System.out.printf(
                        "| packets missing, frames sent late | %d of %d, %d |%n",
                        window.missing(), window.received(), window.late());
                System.out.printf(
                        "| resident, before and with all | %.0f, %.0f MB |%n", before.resident(), full.resident());
                System.out.printf(
                        "| heap after collection, before and with all | %.0f, %.0f MB |%n%n",
                        before.heap(), full.heap());
            }
        }
    }
}
