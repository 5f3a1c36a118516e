// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// `./parley bench [forward] [peers] [join] [memory] [mls] [crowd] [door] [timing] [--quick]`: takes the measures and
/// prints
/// them as a
/// Markdown page, ready for docs/benchmarks.md. Fails where a measure says that something is not as it must be.
public final class Bench {
    private static final Set<String> MEASURES =
            Set.of("forward", "peers", "join", "memory", "mls", "crowd", "door", "timing");

    private Bench() {}

    /// @param root the repository
    /// @param quick less time for each figure: to see whether something works, not to quote
    record Settings(Path root, boolean quick) {
        Path target() {
            return root.resolve("bench/target");
        }

        Duration firstWarmUp() {
            return Duration.ofSeconds(quick ? 15 : 40);
        }

        Duration warmUp() {
            return Duration.ofSeconds(quick ? 4 : 10);
        }

        Duration window() {
            return Duration.ofSeconds(quick ? 3 : 6);
        }

        int rounds() {
            return quick ? 2 : 3;
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var measures = new ArrayList<>(List.of(args));
        boolean quick = measures.remove("--quick");
        if (!MEASURES.containsAll(measures)) {
            System.err.println(
                    "usage: ./parley bench [forward] [peers] [join] [memory] [mls] [crowd] [door] [timing] [--quick]");
            System.exit(2);
        }
        var settings =
                new Settings(Path.of(System.getProperty("parley.root", ".")).toAbsolutePath(), quick);
        Files.createDirectories(settings.target());
        System.out.println(Machine.describe());
        if (measures.isEmpty() || measures.contains("forward")) {
            new ForwardBench(settings).run();
        }
        if (measures.contains("peers")) {
            new PeersBench(settings).run();
        }
        if (measures.isEmpty() || measures.contains("join")) {
            new JoinBench(settings).run();
        }
        if (measures.isEmpty() || measures.contains("memory")) {
            new MemoryBench(settings).run();
        }
        if (measures.isEmpty() || measures.contains("mls")) {
            new MlsBench(settings).run();
        }
        if (measures.isEmpty() || measures.contains("crowd")) {
            new CrowdBench(settings).run();
            new WebinarBench(settings).run();
        }
        if (measures.isEmpty() || measures.contains("door")) {
            new DoorBench(settings).run();
        }
        boolean fine = true;
        if (measures.isEmpty() || measures.contains("timing")) {
            fine = new TimingBench(settings).run();
        }
        System.exit(fine ? 0 : 1);
    }
}
