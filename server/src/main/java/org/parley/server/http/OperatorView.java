// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.parley.directory.OperatorBook;
import org.parley.meeting.door.guard.Cidr;
import org.parley.meeting.door.guard.Crowd;
import org.parley.meeting.door.guard.HandLists.Hand;
import org.parley.meeting.door.guard.HandLists.Line;
import org.parley.meeting.door.guard.Overview;
import org.parley.meeting.door.guard.Report;
import org.parley.meeting.door.guard.Scans;
import org.parley.server.DoorGuard;
import org.parley.server.OperatorDesk;

/// The door as the operator's page is told of it. Has networks, and neither numbers nor names of people.
///
/// @param you the network that this request came from
record OperatorView(
        String at,
        String mode,
        String you,
        boolean webhook,
        List<Place> places,
        List<Rule> rules,
        int mostRules,
        List<Event> events) {
    private static final int MOST_EVENTS = 100;

    static OperatorView of(OperatorDesk desk, String you, Instant now) {
        List<Rule> rules = Stream.concat(
                        desk.rules().stream().map(Rule::of),
                        desk.configured().stream().map(Rule::of))
                .toList();
        List<Event> events = desk.guards().stream()
                .flatMap(guard -> guard.events().stream().map(event -> Event.of(guard.place(), event)))
                .sorted(Comparator.comparing(Event::at).reversed())
                .limit(MOST_EVENTS)
                .toList();
        return new OperatorView(
                now.toString(),
                word(desk.mode()),
                you,
                desk.hasWebhook(),
                desk.guards().stream().map(guard -> Place.of(guard, desk)).toList(),
                rules,
                OperatorDesk.MOST_RULES,
                events);
    }

    /// @param guessed numbers, or accounts, that are guessed at
    /// @param held in all, listed or not
    record Place(String place, Mood mood, int guessed, Held held, List<Watched> watched, List<Minute> minutes) {
        static Place of(DoorGuard guard, OperatorDesk desk) {
            Overview overview = guard.overview();
            return new Place(
                    guard.place().word(),
                    Mood.of(overview.mood()),
                    overview.guessed(),
                    new Held(overview.slowed(), overview.challenged(), overview.blocked()),
                    overview.watched().stream()
                            .map(each -> Watched.of(each, desk))
                            .toList(),
                    overview.minutes().stream().map(Minute::of).toList());
        }
    }

    /// @param until when it is calm again if nothing more fails; absent if it is
    record Mood(
            String crowd,
            boolean everywhere,
            long tries,
            long sources,
            @Nullable String until) {
        static Mood of(Overview.Mood mood) {
            String until = mood.crowd() == Crowd.CALM ? null : mood.until().toString();
            return new Mood(word(mood.crowd()), mood.everywhere(), mood.tries(), mood.sources(), until);
        }
    }

    record Held(int slowed, int challenged, int blocked) {}

    /// @param hand what an operator or the configuration has decided for all of it, which then holds instead
    record Watched(
            String network,
            String step,
            String why,
            String until,
            int blocks,
            long tries,
            String since,
            @Nullable String hand) {
        static Watched of(Overview.Watched each, OperatorDesk desk) {
            String hand = Cidr.parse(each.network())
                    .flatMap(desk::hand)
                    .map(decided -> decided == Hand.ALLOWED ? "allow" : "block")
                    .orElse(null);
            return new Watched(
                    each.network(),
                    word(each.step()),
                    word(each.why()),
                    each.until().toString(),
                    each.blocks(),
                    each.tries(),
                    each.since().toString(),
                    hand);
        }
    }

    record Minute(String at, int tries, int hits, int misses, int challenges, int refusals) {
        static Minute of(Overview.Minute each) {
            return new Minute(
                    each.at().toString(), each.tries(), each.hits(), each.misses(), each.challenges(), each.refusals());
        }
    }

    /// @param by the operator who made it, and `at` when; both absent where it is the configuration's
    record Rule(
            String network,
            String action,
            String note,
            @Nullable String by,
            @Nullable String at,
            @Nullable String until) {
        static Rule of(OperatorBook.Rule rule) {
            return new Rule(
                    rule.network(),
                    rule.allowed() ? "allow" : "block",
                    rule.note(),
                    rule.by(),
                    rule.madeAt().toString(),
                    rule.until().map(Instant::toString).orElse(null));
        }

        static Rule of(Line line) {
            String action = line.hand() == Hand.ALLOWED ? "allow" : "block";
            return new Rule(line.network().toString(), action, "", null, null, null);
        }
    }

    /// @param network of a scan from one; the others are counted alone
    /// @param until when the block ends by itself
    record Event(
            String at,
            String event,
            String scan,
            String place,
            String kind,
            @Nullable String network,
            long tries,
            long sources,
            int blocks,
            String since,
            @Nullable String until) {
        static Event of(DoorGuard.Place place, Scans.Event event) {
            Scans.Scan scan = event.scan();
            boolean blocked = scan.kind() == Report.Kind.BLOCKED;
            return new Event(
                    event.at().toString(),
                    word(event.what()),
                    scan.id(),
                    place.word(),
                    word(scan.kind()),
                    blocked ? scan.where() : null,
                    scan.tries(),
                    scan.sources(),
                    scan.blocks(),
                    scan.since().toString(),
                    blocked ? scan.until().toString() : null);
        }
    }

    record Log(List<Deed> deeds) {
        static Log of(List<OperatorBook.Deed> deeds) {
            return new Log(deeds.stream().map(Deed::of).toList());
        }
    }

    record Deed(
            String at,
            String by,
            String what,
            String network,
            String note,
            @Nullable String until) {
        static Deed of(OperatorBook.Deed deed) {
            return new Deed(
                    deed.at().toString(),
                    deed.by(),
                    word(deed.what()),
                    deed.network(),
                    deed.note(),
                    deed.until().map(Instant::toString).orElse(null));
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
