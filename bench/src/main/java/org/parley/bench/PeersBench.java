// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.io.IOException;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.parley.bench.Bench.Settings;
import org.parley.bench.load.Api;
import org.parley.bench.load.FloorLoad;
import org.parley.bench.load.JanusLoad;
import org.parley.bench.load.LoadLoop;
import org.parley.bench.load.ServerLoad;
import org.parley.bench.load.Shape;
import org.parley.bench.load.StreamProfile;
import org.parley.bench.process.Floor;
import org.parley.bench.process.Janus;
import org.parley.bench.process.Server;

/// CPU time for each packet that reaches a subscriber: Parley, Janus and the C floor in turn, in one run, with
/// the same streams. Runs in a network namespace of its own, which `./parley bench peers` makes: Janus leaves
/// out the loopback interface.
final class PeersBench {
    /// The interface that `./parley bench peers` makes.
    static final String NETWORK = "parley0";

    private final Settings settings;

    private record Case(Shape shape, StreamProfile camera) {}

    private record Round(Window floor, Window parley, Window janus) {}

    PeersBench(Settings settings) {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        var network = NetworkInterface.getByName(NETWORK);
        if (network == null) {
            throw new IOException("there is no interface " + NETWORK + ": run it by ./parley bench peers");
        }
        var address = network.inetAddresses()
                .filter(each -> each.getAddress().length == 4)
                .findFirst()
                .orElseThrow();
        System.out.printf("## Parley, Janus and the C floor%n%n");
        System.out.printf(
                "CPU time of the whole process for each packet that reached a subscriber. Medians of %d rounds of %d s"
                        + " for each in turn. Video as browsers cut it.%n%n",
                settings.rounds(), settings.window().toSeconds());
        System.out.println(
                "| fan-out | meetings | packets out/s | floor µs | Parley µs | Janus µs | Parley to floor | "
                        + "**Parley to Janus** | on the way, ms: floor median, p99 | Parley | Janus | missing: floor, Parley, Janus |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
        var cases = List.of(
                new Case(Shape.fanOut(10, 8), StreamProfile.BROWSER_VIDEO),
                new Case(Shape.fanOut(50, 2), StreamProfile.BROWSER_VIDEO),
                new Case(Shape.everyone(10, 1), StreamProfile.BROWSER_VIDEO),
                new Case(Shape.everyone(4, 10), StreamProfile.BROWSER_VIDEO));
        try (var loop = new LoadLoop();
                var http = ServerLoad.httpClient();
                var janus = new Janus(settings.target().resolve("janus"), NETWORK);
                var server =
                        new Server(settings.root(), settings.target().resolve("server.log"), List.of(), Map.of())) {
            var api = new Api(http, server.url(), server.setupToken());
            boolean first = true;
            for (var each : cases) {
                try (var floor = new Floor(settings.target().resolve("floor"), true);
                        var floorLoad = new FloorLoad(loop, floor, each.shape(), each.camera());
                        var serverLoad = new ServerLoad(loop, api, each.shape(), each.camera());
                        var janusLoad = new JanusLoad(loop, http, janus.url(), address, each.shape(), each.camera())) {
                    serverLoad.run(true);
                    Thread.sleep(first ? settings.firstWarmUp() : settings.warmUp());
                    ForwardBench.awaitCompilers(server);
                    serverLoad.run(false);
                    first = false;
                    var rounds = new ArrayList<Round>();
                    for (int i = 0; i < settings.rounds(); i++) {
                        rounds.add(new Round(
                                Window.measure(settings, floorLoad, floor.pid(), null),
                                Window.measure(settings, serverLoad, server.pid(), server),
                                Window.measure(settings, janusLoad, janus.pid(), null)));
                    }
                    print(each, rounds);
                }
            }
        }
        System.out.println();
    }

    private static void print(Case each, List<Round> rounds) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.0f | %.2f | %.2f | %.2f | %.2f | **%.3f** | %s | %s | %s | %d, %d, %d |%n",
                each.shape().name(),
                each.shape().meetings(),
                Median.of(rounds, round -> round.parley().packetsPerSecond()),
                Median.of(rounds, round -> round.floor().micros()),
                Median.of(rounds, round -> round.parley().micros()),
                Median.of(rounds, round -> round.janus().micros()),
                Median.of(
                        rounds, round -> round.parley().micros() / round.floor().micros()),
                Median.of(
                        rounds, round -> round.parley().micros() / round.janus().micros()),
                delay(rounds, Round::floor),
                delay(rounds, Round::parley),
                delay(rounds, Round::janus),
                missing(rounds, Round::floor),
                missing(rounds, Round::parley),
                missing(rounds, Round::janus));
    }

    private static String delay(List<Round> rounds, Function<Round, Window> which) {
        return String.format(
                Locale.ROOT,
                "%.2f, %.2f",
                Median.of(rounds, round -> which.apply(round).delay().median()),
                Median.of(rounds, round -> which.apply(round).delay().p99()));
    }

    private static long missing(List<Round> rounds, Function<Round, Window> which) {
        return rounds.stream()
                .mapToLong(round -> which.apply(round).counts().missing())
                .sum();
    }
}
