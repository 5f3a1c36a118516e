// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.util.ArrayList;
import java.util.List;
import org.parley.bench.Bench.Settings;
import org.parley.bench.mls.Crowd;
import org.parley.bench.mls.Crowd.Change;
import org.parley.e2ee.member.MlsException;

/// What a commit costs by the size of the group: bytes, and CPU time in Java for whoever makes it, for the
/// delivery service that checks it, and for every other member. One thread, everything in memory.
final class MlsBench {
    private static final List<Integer> SIZES = List.of(2, 10, 50, 200, 500);
    private static final int WARM_UP = 60;

    private final Settings settings;

    MlsBench(Settings settings) {
        this.settings = settings;
    }

    void run() {
        try {
            measure(new Crowd(), List.of(WARM_UP), settings.rounds());
            System.out.printf("## Commits in Java, by members (CPU ms, bytes)%n%n");
            System.out.println("| members | what | commit | with proposals | Welcome and tree | making | checking |"
                    + " following | joining |");
            System.out.println("|---|---|---|---|---|---|---|---|---|");
            measure(new Crowd(), SIZES, settings.rounds() * 3).forEach(System.out::println);
            System.out.println();
        } catch (MlsException e) {
            throw new IllegalStateException("the group does not work", e);
        }
    }

    private static List<String> measure(Crowd crowd, List<Integer> sizes, int rounds) throws MlsException {
        var lines = new ArrayList<String>();
        for (var size : sizes) {
            crowd.growTo(size);
            var adds = new ArrayList<Change>();
            var rotations = new ArrayList<Change>();
            var removals = new ArrayList<Change>();
            for (var i = 0; i < rounds; i++) {
                removals.add(crowd.removeLast());
                rotations.add(crowd.rotate());
                adds.add(crowd.add());
            }
            lines.add(line(size, "add", adds));
            lines.add(line(size, "rotation", rotations));
            lines.add(line(size, "removal", removals));
        }
        return lines;
    }

    private static String line(int size, String what, List<Change> changes) {
        return "| %d | %s | %.0f | %.0f | %.0f | %.1f | %.1f | %.1f | %.1f |"
                .formatted(
                        size,
                        what,
                        Median.of(changes, Change::commitBytes),
                        Median.of(changes, Change::commitBytes) + Median.of(changes, Change::proposalBytes),
                        Median.of(changes, Change::welcomeBytes),
                        Median.of(changes, Change::making),
                        Median.of(changes, Change::checking),
                        Median.of(changes, Change::following),
                        Median.of(changes, Change::joining));
    }
}
