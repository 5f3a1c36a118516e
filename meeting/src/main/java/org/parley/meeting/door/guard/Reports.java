// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reports that wait to be fetched, so few that they can be read: each matter once in ten minutes or when it has become
/// graver, and one in ten seconds over all, twenty at once.
final class Reports {
    private static final int AGAIN_SECONDS = 600;
    private static final int EVERY_SECONDS = 10;
    private static final int AT_ONCE = 20;
    private static final int MOST_WAITING = 100;
    private static final int MOST_MATTERS = 512;

    private record Matter(Report.Kind kind, Level level, long key) {}

    private final ArrayDeque<Report> waiting = new ArrayDeque<>();

    private record Told(int at, int gravity) {}

    private final Map<Matter, Told> told = new LinkedHashMap<>();
    private int nextFree;
    private long suppressed;

    /// Whether a report on this is due; counts it as made.
    boolean isDue(Report.Kind kind, Level level, long key, int gravity, int now) {
        var matter = new Matter(kind, level, key);
        Told last = told.get(matter);
        if (last != null && now - last.at() < AGAIN_SECONDS && gravity <= last.gravity()) {
            return false;
        }
        int start = Math.max(nextFree, now - AT_ONCE * EVERY_SECONDS);
        if (start >= now) {
            suppressed++;
            return false;
        }
        nextFree = start + EVERY_SECONDS;
        if (told.size() >= MOST_MATTERS) {
            told.remove(told.keySet().iterator().next());
        }
        told.remove(matter);
        told.put(matter, new Told(now, gravity));
        return true;
    }

    /// What comes next on this is new.
    void forget(Report.Kind kind, Level level, long key) {
        told.remove(new Matter(kind, level, key));
    }

    void add(Report report) {
        if (waiting.size() >= MOST_WAITING) {
            waiting.removeFirst();
            suppressed++;
        }
        waiting.add(report);
    }

    List<Report> drain() {
        var drained = new ArrayList<>(waiting);
        waiting.clear();
        return List.copyOf(drained);
    }

    /// Reports not made or not kept, because there were too many.
    long suppressed() {
        return suppressed;
    }
}
