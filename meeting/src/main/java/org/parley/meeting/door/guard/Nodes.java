// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tells deltas that came before from new ones: per node the highest number and which of the 64 below it came,
/// as RFC 4303 §3.4.3 does for packets.
final class Nodes {
    private static final int MOST = 64;

    /// @param node random, drawn anew at each start
    /// @param number 1, 2, 3 …
    record Origin(long node, long number) {}

    private record Seen(long highest, long below) {}

    private final long self;
    private long number;
    private final Map<Long, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);

    Nodes(long self) {
        this.self = self;
    }

    Origin next() {
        return new Origin(self, ++number);
    }

    /// Whether this was not seen before; then it is from now on. One's own is never new.
    boolean isNew(Origin origin) {
        if (origin.node() == self) {
            return false;
        }
        Seen before = seen.getOrDefault(origin.node(), new Seen(0, 0));
        long ahead = origin.number() - before.highest();
        if (ahead <= -64 || (ahead <= 0 && ((before.below() >>> -ahead) & 1) != 0)) {
            return false;
        }
        Seen after = ahead > 0
                ? new Seen(origin.number(), (ahead >= 64 ? 0 : before.below() << ahead) | 1)
                : new Seen(before.highest(), before.below() | (1L << -ahead));
        seen.put(origin.node(), after);
        if (seen.size() > MOST) {
            Iterator<Long> oldest = seen.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }
}
