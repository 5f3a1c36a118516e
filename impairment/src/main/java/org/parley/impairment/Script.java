// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// How the conditions of a path change with time.
public final class Script {
    /// @param after since the start
    public record Step(Duration after, Conditions conditions) {}

    private final List<Step> steps;
    private final long start;
    private int done;

    public Script(List<Step> steps, long start) {
        this.steps = steps.stream().sorted(Comparator.comparing(Step::after)).toList();
        this.start = start;
    }

    /// Carries out what is due. A step counts from its own time, however late this is called.
    public void run(Link<?> link, long now) {
        while (nextAt() <= now) {
            link.change(steps.get(done).conditions(), nextAt());
            done++;
        }
    }

    /// When to run again; [Link#NEVER] at the end.
    public long nextAt() {
        return done == steps.size()
                ? Link.NEVER
                : start + steps.get(done).after().toNanos();
    }
}
