// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes scans, which begin, grow and end, of a guard's reports. A scan from within a network is one with the network's
/// own once that is blocked. Bounded, whatever comes. Used by one thread at a time.
public final class Scans {
    /// Longer than the guard lets pass between two reports of one matter.
    static final Duration QUIET = Duration.ofMinutes(15);

    /// Scans that go on at one time; more are not told one by one.
    static final int MOST = 500;

    /// Events that are kept.
    public static final int MOST_RECENT = 200;

    public enum What {
        BEGAN,
        /// It was blocked again, or with a wider network, or is now so large that unknown sources have few tries.
        GREW,
        ENDED
    }

    /// @param id drawn, the same in all of a scan's events
    /// @param where as in [Report]
    /// @param until for a block when it ends by itself, otherwise when it was last heard of
    /// @param blocks so far
    public record Scan(
            String id,
            Report.Kind kind,
            String where,
            Instant since,
            long tries,
            long sources,
            Instant until,
            int blocks) {
        private boolean isCrowd() {
            return kind == Report.Kind.CROWD || kind == Report.Kind.DISTRIBUTED;
        }
    }

    public record Event(Instant at, What what, Scan scan) {}

    private record Going(Scan scan, Instant heard) {
        private boolean isOver(Instant now) {
            return now.isAfter(heard.plus(QUIET)) && now.isAfter(scan.until());
        }
    }

    private final RandomGenerator random;
    private final Map<String, Going> going = new LinkedHashMap<>();
    private final ArrayDeque<Event> recent = new ArrayDeque<>();
    private long untold;

    public Scans(RandomGenerator random) {
        this.random = random;
    }

    /// @return what this report tells that was not known
    public List<Event> on(Report report, Instant now) {
        Optional<Going> same = going.values().stream()
                .filter(each -> isPartOf(report, each.scan()))
                .findFirst();
        if (same.isPresent()) {
            return goesOn(report, same.get().scan(), now);
        }
        List<Scan> within = going.values().stream()
                .map(Going::scan)
                .filter(each -> lies(each.kind(), each.where(), report.kind(), report.where()))
                .toList();
        if (within.isEmpty() && going.size() >= MOST) {
            untold++;
            return List.of();
        }
        within.forEach(each -> going.remove(each.id()));
        Scan scan = within.isEmpty() ? scan(id(), report) : grown(within, report);
        going.put(scan.id(), new Going(scan, now));
        return tell(within.isEmpty() ? What.BEGAN : What.GREW, scan, now);
    }

    private List<Event> goesOn(Report report, Scan known, Instant now) {
        boolean itself = known.where().equals(report.where());
        boolean grew = itself
                && (report.blocks() > known.blocks()
                        || (report.kind() == Report.Kind.DISTRIBUTED && known.kind() == Report.Kind.CROWD));
        var scan = new Scan(
                known.id(),
                grew ? report.kind() : known.kind(),
                known.where(),
                known.since(),
                itself ? report.tries() : known.tries() + report.tries(),
                Math.max(known.sources(), report.sources()),
                later(known.until(), report.until()),
                Math.max(known.blocks(), itself ? report.blocks() : 0));
        going.put(scan.id(), new Going(scan, now));
        return grew ? tell(What.GREW, scan, now) : List.of();
    }

    /// @return what has ended
    public List<Event> tick(Instant now) {
        return end(
                going.values().stream()
                        .filter(each -> each.isOver(now))
                        .map(Going::scan)
                        .toList(),
                now);
    }

    /// The block of a network was ended by hand, and the scan with it.
    public List<Event> forgive(Cidr network, Instant now) {
        return end(
                going.values().stream()
                        .map(Going::scan)
                        .filter(each -> each.kind() == Report.Kind.BLOCKED
                                && each.where().equals(network.toString()))
                        .toList(),
                now);
    }

    private List<Event> end(List<Scan> over, Instant now) {
        var events = new ArrayList<Event>();
        for (Scan scan : over) {
            going.remove(scan.id());
            events.addAll(tell(What.ENDED, scan, now));
        }
        return events;
    }

    public int going() {
        return going.size();
    }

    /// Scans of which nobody was told, because there were too many at one time.
    public long untold() {
        return untold;
    }

    /// What happened lately, newest first.
    public List<Event> recent() {
        return List.copyOf(recent);
    }

    /// What happened lately, to be restored after a restart.
    public byte[] export() {
        return ScansCodec.write(recent());
    }

    /// Puts what an earlier run exported before what has happened since. Scans that had not ended go on.
    ///
    /// @throws IllegalArgumentException if these are not such bytes; then nothing is changed
    public void restore(byte[] exported) {
        List<Event> events = ScansCodec.read(exported);
        for (Event event : events.reversed()) {
            Scan scan = event.scan();
            if (event.what() == What.ENDED) {
                going.remove(scan.id());
            } else if (going.size() < MOST) {
                going.put(scan.id(), new Going(scan, event.at()));
            }
        }
        events.stream().limit(MOST_RECENT - recent.size()).forEach(recent::addLast);
    }

    private List<Event> tell(What what, Scan scan, Instant now) {
        var event = new Event(now, what, scan);
        recent.addFirst(event);
        if (recent.size() > MOST_RECENT) {
            recent.removeLast();
        }
        return List.of(event);
    }

    private String id() {
        return "%016x".formatted(random.nextLong());
    }

    private static Scan scan(String id, Report report) {
        return new Scan(
                id,
                report.kind(),
                report.where(),
                report.since(),
                report.tries(),
                report.sources(),
                report.until(),
                report.blocks());
    }

    private static Scan grown(List<Scan> within, Report report) {
        Instant since = report.since();
        Instant until = report.until();
        for (Scan each : within) {
            since = each.since().isBefore(since) ? each.since() : since;
            until = later(until, each.until());
        }
        return new Scan(
                within.getFirst().id(),
                report.kind(),
                report.where(),
                since,
                report.tries(),
                Math.max(report.sources(), within.size()),
                until,
                report.blocks());
    }

    /// Whether a report is of a scan that is known: the same, or from within its network.
    private static boolean isPartOf(Report report, Scan scan) {
        boolean crowds =
                scan.isCrowd() && (report.kind() == Report.Kind.CROWD || report.kind() == Report.Kind.DISTRIBUTED);
        boolean same =
                (crowds || report.kind() == scan.kind()) && report.where().equals(scan.where());
        return same || lies(report.kind(), report.where(), scan.kind(), scan.where());
    }

    private static boolean lies(Report.Kind kind, String where, Report.Kind otherKind, String other) {
        if (kind != Report.Kind.BLOCKED || otherKind != Report.Kind.BLOCKED) {
            return false;
        }
        Optional<Cidr> inner = Cidr.parse(where);
        Optional<Cidr> outer = Cidr.parse(other);
        return inner.isPresent()
                && outer.isPresent()
                && inner.get().length() > outer.get().length()
                && outer.get().contains(inner.get().source());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
