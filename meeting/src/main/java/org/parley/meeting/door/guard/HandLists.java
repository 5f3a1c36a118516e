// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The networks that an operator allowed or blocked by hand. The narrower network wins; of two alike, the
/// block.
public final class HandLists {
    /// Looked through for each try: more belong into a firewall.
    public static final int MOST = 1_000;

    public static final HandLists NONE = new HandLists(List.of(), List.of());

    enum Hand {
        NOTHING,
        ALLOWED,
        BLOCKED
    }

    private record Line(Cidr network, Hand hand) {}

    private final List<Line> lines;

    public HandLists(List<Cidr> allowed, List<Cidr> blocked) {
        if (allowed.size() + blocked.size() > MOST) {
            throw new IllegalArgumentException("the lists by hand have %d networks, at most %d are looked through"
                    .formatted(allowed.size() + blocked.size(), MOST));
        }
        var all = new ArrayList<Line>();
        blocked.forEach(network -> all.add(new Line(network, Hand.BLOCKED)));
        allowed.forEach(network -> all.add(new Line(network, Hand.ALLOWED)));
        all.sort(Comparator.comparingInt((Line line) -> line.network().length()).reversed());
        this.lines = List.copyOf(all);
    }

    Hand of(Source source) {
        for (Line line : lines) {
            if (line.network().contains(source)) {
                return line.hand();
            }
        }
        return Hand.NOTHING;
    }
}
