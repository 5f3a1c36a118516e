// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The networks that an operator allowed or blocked by hand, for a time or for good. The narrower network wins; of two
/// lines for one network the first that is not over. A look-up takes one step for each length of network there is.
public final class HandLists {
    /// What one list may hold: more belong into a firewall.
    public static final int MOST = 1_000;

    public static final HandLists NONE = new HandLists(List.of());

    public enum Hand {
        ALLOWED,
        BLOCKED
    }

    /// @param until empty for good
    public record Line(Cidr network, Hand hand, Optional<Instant> until) {
        private int ends() {
            return until.map(Seconds::of).orElse(Integer.MAX_VALUE);
        }
    }

    /// A line that holds for a source.
    ///
    /// @param seconds for which it still does
    record Found(Hand hand, int seconds) {}

    /// All lines of one length and one version of IP.
    private record Table(boolean ipv4, int length, Map<Long, List<Line>> lines) {}

    private final List<Line> lines;
    private final List<Table> narrowFirst = new ArrayList<>();

    /// @param lines of two for one network the first counts
    public HandLists(List<Line> lines) {
        if (lines.size() > 2 * MOST) {
            throw new IllegalArgumentException(
                    "the lists by hand have %d networks, not at most %d".formatted(lines.size(), 2 * MOST));
        }
        this.lines = List.copyOf(lines);
        for (Line line : this.lines) {
            table(line.network())
                    .lines()
                    .computeIfAbsent(line.network().source().bits(), _ -> new ArrayList<>())
                    .add(line);
        }
        narrowFirst.sort(Comparator.comparingInt(Table::length).reversed());
    }

    /// For good; of a network in both the block counts.
    public HandLists(List<Cidr> allowed, List<Cidr> blocked) {
        this(Stream.concat(forGood(blocked, Hand.BLOCKED), forGood(allowed, Hand.ALLOWED))
                .toList());
    }

    private static Stream<Line> forGood(List<Cidr> networks, Hand hand) {
        return networks.stream().map(network -> new Line(network, hand, Optional.empty()));
    }

    /// These lists with lines that count before them where the network is the same.
    public HandLists under(List<Line> first) {
        return new HandLists(Stream.concat(first.stream(), lines.stream()).toList());
    }

    public List<Line> lines() {
        return lines;
    }

    /// Whether a source is blocked by these lists.
    public boolean blocks(Source source, Instant now) {
        return of(source, Seconds.of(now))
                .filter(found -> found.hand() == Hand.BLOCKED)
                .isPresent();
    }

    private Table table(Cidr network) {
        boolean ipv4 = network.source().isIpv4();
        for (Table table : narrowFirst) {
            if (table.ipv4() == ipv4 && table.length() == network.length()) {
                return table;
            }
        }
        var table = new Table(ipv4, network.length(), new HashMap<>());
        narrowFirst.add(table);
        return table;
    }

    /// What is decided for all of a network.
    public Optional<Hand> over(Cidr network, Instant now) {
        return of(network.source(), network.length(), Seconds.of(now)).map(Found::hand);
    }

    Optional<Found> of(Source source, int now) {
        return of(source, Integer.MAX_VALUE, now);
    }

    /// @param longest lines to look at
    private Optional<Found> of(Source source, int longest, int now) {
        boolean ipv4 = source.isIpv4();
        for (Table table : narrowFirst) {
            if (table.ipv4() == ipv4 && table.length() <= longest) {
                long key = Cidr.cut(source.bits(), (ipv4 ? 32 : 64) - table.length());
                for (Line line : table.lines().getOrDefault(key, List.of())) {
                    if (line.ends() > now) {
                        return Optional.of(new Found(line.hand(), line.ends() - now));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
