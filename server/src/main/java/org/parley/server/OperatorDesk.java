// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.parley.directory.Account;
import org.parley.directory.OperatorBook;
import org.parley.directory.OperatorBook.Deed;
import org.parley.directory.OperatorBook.Rule;
import org.parley.meeting.door.guard.Cidr;
import org.parley.meeting.door.guard.HandLists;
import org.parley.meeting.door.guard.HandLists.Hand;
import org.parley.meeting.door.guard.HandLists.Line;
import org.parley.meeting.door.guard.Mode;
import org.parley.meeting.door.guard.Source;
import org.parley.server.cluster.GuardSharing;
import org.parley.server.config.Settings;

/// What operators decide at the door: kept in the database, told to all guards at once, and written down. Rules made
/// here come before those of the configuration for the same network. Blocks on the database; may be called from any
/// thread.
public final class OperatorDesk {
    /// Rules that there may be beside those of the configuration.
    public static final int MOST_RULES = HandLists.MOST;

    /// Why a rule is not made.
    public enum Refusal {
        /// There are as many as may be.
        FULL,
        /// Whoever made it could not sign in any more.
        OWN_ADDRESS
    }

    private final OperatorBook book;
    private final Settings.Guard settings;
    private final List<DoorGuard> guards;
    private final GuardSharing sharing;
    private final InstantSource clock;
    private volatile List<Rule> rules = List.of();
    private volatile HandLists lists = HandLists.NONE;

    /// @param guards all of the installation, in the order in which they are shown
    /// @param sharing what is decided here is told to other nodes
    OperatorDesk(
            OperatorBook book,
            Settings.Guard settings,
            List<DoorGuard> guards,
            GuardSharing sharing,
            MeterRegistry metrics,
            InstantSource clock) {
        this.book = book;
        this.settings = settings;
        this.guards = List.copyOf(guards);
        this.sharing = sharing;
        this.clock = clock;
        sharing.onRules(this::reread);
        apply();
        metrics.gauge("parley.door.rules", List.of(Tag.of("action", "allow")), this, it -> it.count(true));
        metrics.gauge("parley.door.rules", List.of(Tag.of("action", "block")), this, it -> it.count(false));
    }

    private long count(boolean allowed) {
        return rules().stream().filter(rule -> rule.allowed() == allowed).count();
    }

    public Mode mode() {
        return settings.mode();
    }

    public boolean hasWebhook() {
        return settings.webhook().isPresent();
    }

    public List<DoorGuard> guards() {
        return guards;
    }

    /// Those that operators made and that are not over.
    public List<Rule> rules() {
        Instant now = clock.instant();
        return rules.stream().filter(rule -> !rule.isOver(now)).toList();
    }

    /// Those of the configuration.
    public List<Line> configured() {
        return settings.lists().lines();
    }

    /// What is decided by hand for all of a network.
    public Optional<Hand> hand(Cidr network) {
        return lists.over(network, clock.instant());
    }

    /// Makes a rule in place of what there was for its network.
    ///
    /// @param until empty for good
    /// @param from the operator's own address: no rule may block it
    public synchronized Optional<Refusal> decide(
            Account operator, Cidr network, Hand hand, String note, Optional<Instant> until, InetAddress from) {
        Instant now = clock.instant();
        var line = new Line(network, hand, until);
        var others = rules().stream()
                .filter(rule -> !rule.network().equals(network.toString()))
                .toList();
        if (others.size() >= MOST_RULES) {
            return Optional.of(Refusal.FULL);
        }
        HandLists wanted = settings.lists()
                .under(Stream.concat(Stream.of(line), lines(others)).toList());
        if (hand == Hand.BLOCKED && wanted.blocks(Source.of(from), now)) {
            return Optional.of(Refusal.OWN_ADDRESS);
        }
        var rule = new Rule(network.toString(), hand == Hand.ALLOWED, note, operator.name(), now, until);
        if (!book.put(operator, rule, MOST_RULES)) {
            return Optional.of(Refusal.FULL);
        }
        apply();
        sharing.rulesChanged();
        return Optional.empty();
    }

    /// Takes a rule back; false if there is none for this network.
    public synchronized boolean lift(Account operator, Cidr network) {
        if (!book.lift(operator, network.toString(), clock.instant())) {
            return false;
        }
        apply();
        sharing.rulesChanged();
        return true;
    }

    /// Ends what guards hold a network up for; false if none does.
    public synchronized boolean forgive(Account operator, Cidr network) {
        boolean forgiven = false;
        for (DoorGuard guard : guards) {
            forgiven |= guard.forgive(network);
        }
        if (forgiven) {
            book.forgave(operator, network.toString(), clock.instant());
            sharing.forgave(network);
        }
        return forgiven;
    }

    /// Writes down who set the organisation's policy for meetings.
    public void noteSetPolicy(Account operator) {
        book.setPolicy(operator, clock.instant());
    }

    /// What operators did, newest first.
    public List<Deed> deeds(int most) {
        return book.deeds(most);
    }

    /// An operator at another node may have changed the rules.
    private synchronized void reread() {
        apply();
    }

    private void apply() {
        rules = book.rules(clock.instant());
        HandLists applied =
                settings.lists().under(lines(rules).limit(MOST_RULES).toList());
        lists = applied;
        guards.forEach(guard -> guard.setLists(applied));
    }

    private static Stream<Line> lines(List<Rule> rules) {
        return rules.stream()
                .flatMap(rule -> Cidr.parse(rule.network()).stream()
                        .map(network -> new Line(network, rule.allowed() ? Hand.ALLOWED : Hand.BLOCKED, rule.until())));
    }
}
