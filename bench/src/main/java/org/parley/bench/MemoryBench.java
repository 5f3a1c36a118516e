// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.parley.bench.Bench.Settings;
import org.parley.bench.load.Api;
import org.parley.bench.load.LoadLoop;
import org.parley.bench.load.ServerLoad;
import org.parley.bench.load.Shape;
import org.parley.bench.load.StreamProfile;
import org.parley.bench.process.Server;

/// Memory of the server's process: with nobody there, and with a hundred in one meeting.
final class MemoryBench {
    private static final int PARTICIPANTS = 100;
    private static final int CAMERAS = 4;
    private static final double MEGA = 1 << 20;

    private final Settings settings;

    /// In MB; `heap` after a collection.
    record Usage(double resident, double heap) {}

    MemoryBench(Settings settings) {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        try (var loop = new LoadLoop();
                var http = ServerLoad.httpClient();
                var server =
                        new Server(settings.root(), settings.target().resolve("server.log"), List.of(), Map.of())) {
            var api = new Api(http, server.url(), server.setupToken());
            Thread.sleep(settings.warmUp());
            var idle = usage(server.pid());
            Usage full;
            double received;
            var shape = Shape.audience(PARTICIPANTS, CAMERAS);
            try (var load = new ServerLoad(loop, api, shape, StreamProfile.BROWSER_VIDEO)) {
                load.run(true);
                Thread.sleep(settings.warmUp().multipliedBy(2));
                var before = load.counts();
                Thread.sleep(settings.window());
                var counts = load.counts().minus(before);
                received = counts.received() / (double) settings.window().toSeconds();
                full = usage(server.pid());
            }
            System.out.printf("## Memory of the server's process%n%n");
            System.out.println("| | resident MB | heap after collection MB |");
            System.out.println("|---|---|---|");
            System.out.printf("| idle, nobody there | %.0f | %.1f |%n", idle.resident(), idle.heap());
            System.out.printf(
                    "| %d participants, %d cameras, %.0f packets/s out | %.0f | %.1f |%n",
                    PARTICIPANTS, CAMERAS, received, full.resident(), full.heap());
            System.out.printf(
                    "| for each participant | %.2f | %.2f |%n%n",
                    (full.resident() - idle.resident()) / PARTICIPANTS, (full.heap() - idle.heap()) / PARTICIPANTS);
        }
    }

    static Usage usage(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        var heap = jcmd(pid, "GC.heap_info");
        var used = Pattern.compile("used (\\d+)K").matcher(heap);
        double kilobytes = used.find() ? Double.parseDouble(used.group(1)) : Double.NaN;
        return new Usage(resident(pid) / 1024.0, kilobytes * 1024 / MEGA);
    }

    /// In kB.
    private static double resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + " failed: " + output);
        }
        return output;
    }
}
