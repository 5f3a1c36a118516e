// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.io.IOException;
import java.util.ArrayList;
import org.parley.bench.Bench.Settings;

/// From the click on "Join" to the first frame of the other's video, in a real browser: `src/main/js/join.js`
/// does it and prints a line for each join.
final class JoinBench {
    private static final int JOINS = 30;
    private static final int QUICK_JOINS = 8;

    private final Settings settings;

    JoinBench(Settings settings) {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        int joins = settings.quick() ? QUICK_JOINS : JOINS;
        var script = settings.root().resolve("bench/src/main/js/join.js");
        var process = new ProcessBuilder("node", script.toString(), Integer.toString(joins))
                .directory(settings.root().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var millis = new ArrayList<Double>();
        try (var lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("join ")) {
                    millis.add(Double.parseDouble(line.substring("join ".length())));
                }
            }
        }
        if (process.waitFor() != 0 || millis.isEmpty()) {
            throw new IOException("measuring joins failed, see above");
        }
        System.out.printf("## From the click on \"Join\" to the first remote frame%n%n");
        System.out.println("| joins | median ms | p95 ms | fastest ms | slowest ms |");
        System.out.println("|---|---|---|---|---|");
        System.out.printf(
                "| %d | %.0f | %.0f | %.0f | %.0f |%n%n",
                millis.size(),
                Median.of(millis),
                Median.percentile(millis, 95),
                Median.percentile(millis, 0),
                Median.percentile(millis, 100));
    }
}
