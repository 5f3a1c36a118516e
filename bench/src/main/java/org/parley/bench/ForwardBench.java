// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.parley.bench.Bench.Settings;
import org.parley.bench.load.Api;
import org.parley.bench.load.FloorLoad;
import org.parley.bench.load.LoadLoop;
import org.parley.bench.load.ServerLoad;
import org.parley.bench.load.Shape;
import org.parley.bench.load.StreamProfile;
import org.parley.bench.process.CpuMeter;
import org.parley.bench.process.Floor;
import org.parley.bench.process.Server;

/// CPU time and allocation for each forwarded packet, server and C floor in turn under the same load.
final class ForwardBench {
    /// The goal for the ratio of the server's CPU time to the floor's.
    private static final double GOAL = 1.15;

    /// The share of a processor below which the just-in-time compilers are done, by how long a window that is
    /// told, and how long they are waited for.
    private static final double QUIET_COMPILERS = 0.002;

    private static final Duration COMPILERS_WINDOW = Duration.ofSeconds(4);
    private static final Duration COMPILERS_WITHIN = Duration.ofSeconds(40);

    /// Milliseconds a second: what uses less is not named.
    private static final double WORTH_NAMING = 0.1;

    private final Settings settings;
    private final List<String> others = new ArrayList<>();

    private record Case(Shape shape, StreamProfile camera, boolean gso) {
        String video() {
            return camera.equals(StreamProfile.BROWSER_VIDEO) ? "as browsers" : "even";
        }
    }

    /// @param idleAllocation bytes a second that the media loops allocate while nothing is sent
    private record Round(Window server, Window floor, double idleAllocation) {
        double ratio() {
            return server.micros() / floor.micros();
        }

        /// What packets alone have cost.
        double allocatedPerPacket() {
            return (server.allocated() - idleAllocation * server.seconds())
                    / server.counts().received();
        }

        double loopRatio() {
            return server.loopMicros() / floor.micros();
        }
    }

    ForwardBench(Settings settings) {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        System.out.printf(
                "## CPU time for each forwarded packet%n%n"
                        + "Medians of %d rounds of %d s each for server and floor in turn, after %d s of load at first and %d s"
                        + " for each line.%n%n",
                settings.rounds(),
                settings.window().toSeconds(),
                settings.firstWarmUp().toSeconds(),
                settings.warmUp().toSeconds());
        System.out.println(
                "| fan-out | meetings | packets out/s | video | GSO | floor µs | server µs | **ratio** | loops µs "
                        + "| loops' ratio | allocated B | on the way, ms: floor median, p99 | server median, p99 | lost | load |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        run(
                true,
                List.of(
                        new Case(Shape.fanOut(10, 8), StreamProfile.EVEN_VIDEO, true),
                        new Case(Shape.fanOut(50, 2), StreamProfile.EVEN_VIDEO, true),
                        new Case(Shape.fanOut(50, 6), StreamProfile.EVEN_VIDEO, true),
                        new Case(Shape.everyone(10, 1), StreamProfile.EVEN_VIDEO, true),
                        new Case(Shape.everyone(10, 4), StreamProfile.EVEN_VIDEO, true),
                        new Case(Shape.everyone(10, 1), StreamProfile.BROWSER_VIDEO, true)));
        run(false, List.of(new Case(Shape.fanOut(50, 2), StreamProfile.EVEN_VIDEO, false)));
        System.out.printf("%nGoal for the ratio: %.2f.%n%n", GOAL);
        System.out.println("Besides the loops, ms of CPU time a second:\n");
        others.forEach(System.out::println);
        System.out.println();
    }

    private void run(boolean gso, List<Case> cases) throws IOException, InterruptedException {
        var environment = Map.of("PARLEY_MEDIA_SEGMENTATION", Boolean.toString(gso));
        try (var loop = new LoadLoop();
                var http = ServerLoad.httpClient();
                var server =
                        new Server(settings.root(), settings.target().resolve("server.log"), List.of(), environment)) {
            var api = new Api(http, server.url(), server.setupToken());
            var warmUp = settings.firstWarmUp();
            for (var each : cases) {
                var rounds = measure(each, loop, api, server, warmUp);
                print(each, rounds);
                others.add("- %s: %s".formatted(each.shape().name(), othersOf(rounds)));
                warmUp = settings.warmUp();
            }
        }
    }

    private List<Round> measure(Case each, LoadLoop loop, Api api, Server server, Duration warmUp)
            throws IOException, InterruptedException {
        var rounds = new ArrayList<Round>();
        try (var floor = new Floor(settings.target().resolve("floor"), each.gso());
                var floorLoad = new FloorLoad(loop, floor, each.shape(), each.camera());
                var serverLoad = new ServerLoad(loop, api, each.shape(), each.camera())) {
            serverLoad.run(true);
            Thread.sleep(warmUp);
            awaitCompilers(server);
            serverLoad.run(false);
            for (int i = 0; i < settings.rounds(); i++) {
                var ofServer = Window.measure(settings, serverLoad, server.pid(), server);
                double idleBefore = Window.allocated(server);
                long began = System.nanoTime();
                var ofFloor = Window.measure(settings, floorLoad, floor.pid(), null);
                double idle = (Window.allocated(server) - idleBefore) / ((System.nanoTime() - began) / 1e9);
                rounds.add(new Round(ofServer, ofFloor, idle));
            }
        }
        return rounds;
    }

    /// Until the compilers have hardly anything left to do: what they use is for the whole life of the
    /// server, and not for the packets of the next seconds.
    static void awaitCompilers(Server server) throws IOException, InterruptedException {
        var meter = new CpuMeter(server.pid());
        long end = System.nanoTime() + COMPILERS_WITHIN.toNanos();
        double used = Double.MAX_VALUE;
        while (used > QUIET_COMPILERS && System.nanoTime() < end) {
            var before = meter.read();
            Thread.sleep(COMPILERS_WINDOW);
            long nanos = meter.read().nanosSince(before, name -> name.matches("C[12] Compiler.*"));
            used = (double) nanos / COMPILERS_WINDOW.toNanos();
        }
    }

    /// The other threads that have used most.
    private static String othersOf(List<Round> rounds) {
        var names = new TreeSet<String>();
        rounds.forEach(round -> names.addAll(round.server().others().keySet()));
        return names.stream()
                .map(name -> Map.entry(name, Median.of(rounds, r -> r.server().othersMillisPerSecond(name))))
                .filter(entry -> entry.getValue() >= WORTH_NAMING)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(entry -> "%s %.1f".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static void print(Case each, List<Round> rounds) {
        double wanted = each.shape().packetsOutPerSecond(each.camera());
        long lost = rounds.stream()
                .mapToLong(
                        r -> r.server().counts().missing() + r.floor().counts().missing())
                .sum();
        long late = rounds.stream()
                .mapToLong(r -> r.server().counts().late() + r.floor().counts().late())
                .sum();
        long refused = rounds.stream()
                .mapToLong(
                        r -> r.server().counts().refused() + r.floor().counts().refused())
                .sum();
        double reached = Median.of(rounds, r -> r.server().packetsPerSecond()) / wanted;
        var load = "%.0f %%%s%s"
                .formatted(
                        100 * reached,
                        late == 0 ? "" : ", " + late + " frames late",
                        refused == 0 ? "" : ", " + refused + " NOT AUTHENTIC");
        System.out.printf(
                "| %s | %d | %.0f | %s | %s | %.2f | %.2f | **%.2f** | %.2f | %.2f | %.1f | %.2f, %.2f | %.2f, %.2f | %d | %s |%n",
                each.shape().name(),
                each.shape().meetings(),
                wanted,
                each.video(),
                each.gso() ? "on" : "off",
                Median.of(rounds, r -> r.floor().micros()),
                Median.of(rounds, r -> r.server().micros()),
                Median.of(rounds, Round::ratio),
                Median.of(rounds, r -> r.server().loopMicros()),
                Median.of(rounds, Round::loopRatio),
                Median.of(rounds, Round::allocatedPerPacket),
                Median.of(rounds, r -> r.floor().delay().median()),
                Median.of(rounds, r -> r.floor().delay().p99()),
                Median.of(rounds, r -> r.server().delay().median()),
                Median.of(rounds, r -> r.server().delay().p99()),
                lost,
                load);
    }
}
