// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Stands in front of a door: asked before each try whether it may be made, and told how it went.
///
/// It guarantees that what it answers depends only on how tries went before, never on whether a number exists
/// or on what this try would find; that who holds a link always gets in (unless blocked by the operator's own
/// hand); and that it takes no more than [GuardPolicy#bytes] whatever is thrown at it. May be called from any
/// thread: one lock, held for microseconds, except by [#export] and [#overview], which walk the tables.
public final class Guard {
    /// At most so long is said to who is blocked by hand. It may be so again then.
    private static final int HAND_SECONDS = 3_600;

    private static final int MOST_SPREAD_SECONDS = 30;

    private static final int MOST_NUDGE_SECONDS = 600;

    /// In one [Part].
    private static final int MOST_ENTRIES = 2_000;

    private final GuardPolicy policy;
    private final Books books;
    private final RandomGenerator random;
    private final Judge judge;
    private final Puzzles puzzles;
    private final Journal journal = new Journal();
    private final Reports reports = new Reports();
    private final Nodes nodes;
    private final Pace pace = new Pace();

    private HandLists lists = HandLists.NONE;
    private Mode mode;
    private long tries;
    private long delayed;
    private long challenges;
    private long solved;
    private long blocked;
    private long passed;
    private long failed;
    private long blocks;
    private long wouldBlock;
    private int clock;

    /// @param key at least 32 bytes, the same on all nodes, used for nothing else
    /// @param random cryptographically strong
    public Guard(GuardPolicy policy, Mode mode, byte[] key, RandomGenerator random, Instant startedAt) {
        if (key.length < 32) {
            throw new IllegalArgumentException("the guard's key has at least 32 bytes, not " + key.length);
        }
        this.policy = policy;
        this.mode = mode;
        this.random = random;
        this.clock = Seconds.of(startedAt);
        this.books = new Books(policy, random);
        this.judge = new Judge(policy, books, this::sentence);
        this.puzzles = new Puzzles(key, random, clock);
        this.nodes = new Nodes(random.nextLong());
    }

    /// May this be tried now?
    public synchronized Answer ask(Attempt attempt, Instant time) {
        int now = tick(time);
        HandLists.Found hand = lists.of(attempt.source(), now).orElse(null);
        if (hand != null && hand.hand() == HandLists.Hand.BLOCKED) {
            return block(Math.min(hand.seconds(), HAND_SECONDS));
        }
        Verdict verdict = hand != null
                ? Verdict.free(true)
                : attempt.way() == Way.LINK ? judge.byLink(attempt, now) : judge.byPasscode(attempt, now);
        if (mode == Mode.OBSERVE) {
            if (verdict.stage() == Stage.BLOCK) {
                wouldBlock++;
            }
            return goOn(attempt, Verdict.free(verdict.known()), now);
        }
        if (verdict.stage() == Stage.BLOCK) {
            return block(verdict.retrySeconds());
        }
        if (verdict.hashes() > 0) {
            String solution = attempt.solution();
            if (solution == null || !puzzles.redeem(attempt.source(), solution, now)) {
                challenges++;
                pace.add(Pace.Count.CHALLENGE, now);
                judge.challenged(attempt, now);
                return new Answer.Work(puzzles.issue(attempt.source(), verdict.hashes(), now));
            }
            solved++;
            judge.solved(attempt);
        }
        int wait = verdict.trickle() ? takePlace(attempt.target(), now) : 0;
        return wait > 0 ? block(wait) : goOn(attempt, verdict, now);
    }

    /// The try succeeded. Once for each charge.
    public synchronized void passed(Charge charge, Instant time) {
        int now = tick(time);
        passed++;
        pace.add(Pace.Count.HIT, now);
        Ledger ledger = books.of(Level.ADDRESS);
        int slot = ledger.find(charge.source().bits());
        boolean counted = slot < 0 || now - ledger.lastGood[slot] >= Books.CROWD_GOOD_SECONDS;
        count(new Tally(Kind.SUCCEEDED, charge, now, counted));
    }

    /// The try failed. Nothing more is counted against its source than already was when it was let through.
    public synchronized void failed(Charge charge, Instant time) {
        int now = tick(time);
        failed++;
        pace.add(Pace.Count.MISS, now);
        report(charge, now);
    }

    public synchronized void setLists(HandLists by) {
        lists = by;
    }

    public synchronized void setMode(Mode to) {
        mode = to;
    }

    /// What the operator was not told yet, a bounded number.
    public synchronized List<Report> drainReports() {
        return reports.drain();
    }

    public synchronized Counts counts() {
        return new Counts(
                tries,
                delayed,
                challenges,
                solved,
                blocked,
                passed,
                failed,
                blocks,
                wouldBlock,
                reports.suppressed(),
                journal.dropped());
    }

    /// @param most sources and networks to list
    public synchronized Overview overview(int most, Instant time) {
        int now = tick(time);
        return new Census(policy, books, judge, most, now).take(mode, pace.last(now));
    }

    /// Ends the block of a source or a network and forgets what it failed; false if it is not held up. What is counted
    /// of networks around it or in it stays.
    ///
    /// @param network as [Overview.Watched] has it
    public synchronized boolean forgive(Cidr network, Instant time) {
        int now = tick(time);
        for (Level level : Books.sourceLevels()) {
            long key = network.source().bits();
            if (level.holds(network.source()) && level.text(key).equals(network.toString())) {
                Ledger ledger = books.of(level);
                int slot = ledger.find(key);
                boolean held = slot >= 0
                        && (ledger.until[slot] > now
                                || judge.pressure(ledger, slot, now)
                                        >= policy.scale(level).slow());
                if (held) {
                    reports.forget(Report.Kind.BLOCKED, level, key);
                    return books.forgive(level, key);
                }
            }
        }
        return false;
    }

    /// All that is remembered, to be restored after a restart.
    public synchronized byte[] export() {
        return BooksCodec.write(books);
    }

    /// Adds what an earlier run exported to what is remembered.
    ///
    /// @throws IllegalArgumentException if these are not such bytes; then nothing is changed
    public synchronized void restore(byte[] exported) {
        BooksCodec.read(exported, books);
        books.forgetAfter(clock + MOST_NUDGE_SECONDS);
    }

    /// What was counted here since the last call, for all other nodes: 120 kB at most, so to be called until there is
    /// nothing. About once a second where there are several nodes, and never where there is one.
    public synchronized Optional<byte[]> delta() {
        Journal.Page page = journal.tear();
        return page.tallies().isEmpty() && page.sentences().isEmpty()
                ? Optional.empty()
                : Optional.of(DeltaCodec.write(nodes.next(), page));
    }

    /// Counts what another node counted. The order in which deltas come does not matter, and one that comes
    /// twice counts once.
    ///
    /// @throws IllegalArgumentException if these are not such bytes; then nothing is changed
    public synchronized void merge(byte[] delta, Instant time) {
        int now = tick(time);
        DeltaCodec.Delta read = DeltaCodec.read(delta);
        if (nodes.isNew(read.origin())) {
            read.page().tallies().stream()
                    .filter(tally -> tally.at() <= now + MOST_NUDGE_SECONDS)
                    .forEach(books::count);
            read.page().sentences().stream()
                    .filter(sentence -> sentence.at() <= now + MOST_NUDGE_SECONDS
                            && sentence.until() <= now + MOST_NUDGE_SECONDS + Ledger.STRIKE_SECONDS)
                    .forEach(sentence -> books.block(sentence, now));
        }
    }

    /// A part of what is remembered, for a node that came late: 76 kB at most.
    ///
    /// @param from 0, or [Part#next] of the part before
    public synchronized Part part(int from) {
        return BooksCodec.part(books, Math.max(0, from), MOST_ENTRIES);
    }

    /// Takes over what another node remembers. What both have counted counts once, and a part that comes twice
    /// changes nothing.
    ///
    /// @throws IllegalArgumentException if these are not such bytes; then nothing is changed
    public synchronized void adopt(byte[] part, Instant time) {
        BooksCodec.adopt(part, books, tick(time) + MOST_NUDGE_SECONDS);
    }

    /// There is no other node any more: keeps nothing to tell until [#delta] is called again.
    public synchronized void alone() {
        journal.close();
    }

    /// Time does not go backwards here when the clock is nudged; a clock that was wrong and is set right is
    /// believed.
    private int tick(Instant time) {
        int seconds = Seconds.of(time);
        if (seconds < clock - MOST_NUDGE_SECONDS) {
            clock = seconds;
            books.forgetAfter(clock + MOST_NUDGE_SECONDS);
        }
        clock = Math.max(clock, seconds);
        return clock;
    }

    private Answer block(int seconds) {
        blocked++;
        pace.add(Pace.Count.REFUSAL, clock);
        // Those who wait behind one address should not all come back in the same second.
        int spread = random.nextInt(2 + Math.min(seconds, MOST_SPREAD_SECONDS));
        return new Answer.Blocked(Duration.ofSeconds(seconds + spread));
    }

    private Answer goOn(Attempt attempt, Verdict verdict, int now) {
        tries++;
        pace.add(Pace.Count.TRY, now);
        if (verdict.delayMillis() > 0) {
            delayed++;
        }
        Ledger ledger = books.of(Level.ADDRESS);
        int slot = ledger.find(attempt.source().bits());
        boolean fresh = slot < 0 || ledger.fails(slot, now) < 0.5;
        var charge = new Charge(
                attempt.source(), attempt.tenant(), attempt.target(), attempt.way(), now, verdict.known(), fresh);
        count(new Tally(Kind.TRIED, charge, now, false));
        return new Answer.GoOn(Duration.ofMillis(verdict.delayMillis()), charge);
    }

    private void count(Tally tally) {
        books.count(tally);
        journal.add(tally);
    }

    /// A place among the few tries at a number that is guessed at; or the seconds until there may be one.
    private int takePlace(long target, int now) {
        Ledger ledger = books.of(Level.TARGET);
        int slot = ledger.find(target);
        if (slot < 0) {
            return 0;
        }
        int every = (int) policy.trickle().toSeconds();
        int next = Math.max(ledger.until[slot], now - every * (policy.trickleBurst() - 1));
        if (next > now) {
            return next - now;
        }
        var place = new Sentence(Level.TARGET, target, now, 0, next + every, 0, Why.FAILURES);
        books.block(place, now);
        journal.add(place);
        return 0;
    }

    private void sentence(Sentence sentence, int slot) {
        blocks++;
        Ledger ledger = books.of(sentence.level());
        if (reports.isDue(Report.Kind.BLOCKED, sentence.level(), sentence.key(), sentence.strikes(), clock)) {
            String where = sentence.level().text(sentence.key());
            reports.add(describe(Report.Kind.BLOCKED, where, ledger, slot, sentence.until(), sentence.strikes()));
        }
        books.block(sentence, clock);
        journal.add(sentence);
    }

    private void report(Charge charge, int now) {
        reportCrowd(Level.EVERYWHERE, 0, "", now);
        reportCrowd(Level.TENANT, charge.tenant(), Long.toHexString(charge.tenant()), now);
        Ledger targets = books.of(Level.TARGET);
        int slot = charge.way() == Way.PASSCODE ? targets.find(charge.target()) : -1;
        if (slot >= 0
                && judge.pressure(targets, slot, now) >= policy.targetTrickle()
                && reports.isDue(Report.Kind.GUESSING, Level.TARGET, charge.target(), 0, now)) {
            String where = Long.toHexString(charge.target());
            reports.add(describe(Report.Kind.GUESSING, where, targets, slot, now, 0));
        }
    }

    private void reportCrowd(Level level, long key, String where, int now) {
        Crowd crowd = judge.crowd(level, key, now);
        Report.Kind kind = crowd == Crowd.ALARM ? Report.Kind.DISTRIBUTED : Report.Kind.CROWD;
        if (crowd != Crowd.CALM && reports.isDue(kind, level, key, 0, now)) {
            Ledger ledger = books.of(level);
            reports.add(describe(kind, where, ledger, ledger.find(key), now, 0));
        }
    }

    private Report describe(Report.Kind kind, String where, Ledger ledger, int slot, int until, int count) {
        return new Report(
                kind,
                where,
                Math.round(ledger.fails(slot, clock)),
                Math.round(ledger.sources(slot, clock)),
                Seconds.instant(ledger.since[slot]),
                Seconds.instant(until),
                count);
    }
}
