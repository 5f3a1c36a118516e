// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// All that the guard remembers: a ledger for each level. What is done to them adds up or is a maximum, so
/// several nodes come to the same books whatever the order in which they hear from each other (as long as no
/// set is full).
final class Books {
    /// A source's successes count for the crowd once in this time: who has one meeting of his own can't buy
    /// cover for a scan by entering it over and over.
    static final int CROWD_GOOD_SECONDS = 600;

    static final int LONGEST_BLOCK_SECONDS = 86_400;

    private static final Level[] SOURCES = {Level.ADDRESS, Level.NEIGHBOURS, Level.SITE, Level.NETWORK};

    private final Map<Level, Ledger> ledgers = new EnumMap<>(Level.class);

    /// @param random cryptographically strong
    Books(GuardPolicy policy, RandomGenerator random) {
        var places = new SipHash(random.nextLong(), random.nextLong());
        for (Level level : Level.values()) {
            Duration halfLife = level == Level.TARGET ? policy.targetHalfLife() : policy.halfLife();
            ledgers.put(level, new Ledger(policy.bits(level), halfLife, places));
        }
    }

    Ledger of(Level level) {
        Ledger ledger = ledgers.get(level);
        if (ledger == null) {
            throw new IllegalStateException("every level has a ledger");
        }
        return ledger;
    }

    /// The levels that count networks, from near to wide.
    static Level[] sourceLevels() {
        return SOURCES.clone();
    }

    static long regularKey(long target, Source source) {
        return new SipHash(target, ~target).of(source.bits());
    }

    void count(Tally tally) {
        Charge charge = tally.charge();
        boolean success = tally.kind() == Kind.SUCCEEDED;
        if (charge.way() == Way.LINK) {
            if (!success) {
                add(Level.LINKS, charge.source().bits(), charge.at(), 1, 0, 0);
                return;
            }
            add(Level.LINKS, charge.source().bits(), charge.at(), -1, 0, 0);
        }
        // A link that succeeds has cost nothing; it only earns.
        double fail = charge.way() == Way.LINK ? 0 : success ? -1 : 1;
        double fresh = charge.fresh() ? fail : 0;
        for (Level level : SOURCES) {
            if (level.holds(charge.source())) {
                long key = level.key(charge.source());
                add(level, key, charge.at(), fail, 0, fresh);
                if (success) {
                    good(level, key, tally.at());
                }
            }
        }
        double crowdFail = charge.known() ? 0 : fail;
        double crowdFresh = charge.known() ? 0 : fresh;
        add(Level.TENANT, charge.tenant(), charge.at(), crowdFail, 0, crowdFresh);
        add(Level.EVERYWHERE, 0, charge.at(), crowdFail, 0, crowdFresh);
        if (success && tally.counted()) {
            good(Level.TENANT, charge.tenant(), tally.at());
            good(Level.EVERYWHERE, 0, tally.at());
        }
        if (charge.way() == Way.PASSCODE) {
            add(Level.TARGET, charge.target(), charge.at(), fail, 0, fresh);
            if (success) {
                good(Level.TARGET, charge.target(), tally.at());
            }
        }
        if (success) {
            good(Level.REGULAR, regularKey(charge.target(), charge.source()), tally.at());
        }
    }

    void block(Sentence sentence, int now) {
        Ledger ledger = of(sentence.level());
        int slot = ledger.claim(sentence.key(), now);
        if (slot >= 0) {
            ledger.add(slot, sentence.at(), -sentence.pardon(), 0, 0);
            ledger.block(slot, sentence.until(), sentence.strikes(), sentence.why());
        }
    }

    /// Forgets what a network is held up for; false if it is not known.
    boolean forgive(Level level, long key) {
        Ledger ledger = of(level);
        int slot = ledger.find(key);
        if (slot < 0) {
            return false;
        }
        ledger.forgive(slot);
        return true;
    }

    private void add(Level level, long key, int at, double fail, double good, double source) {
        Ledger ledger = of(level);
        int slot = ledger.claim(key, at);
        if (slot < 0) {
            return;
        }
        if (fail > 0 && ledger.fails(slot, at) < 0.5) {
            ledger.since[slot] = at;
        }
        ledger.add(slot, at, fail, good, source);
    }

    private void good(Level level, long key, int at) {
        Ledger ledger = of(level);
        int slot = ledger.claim(key, at);
        if (slot >= 0) {
            ledger.add(slot, at, 0, 1, 0);
            ledger.lastGood[slot] = Math.max(ledger.lastGood[slot], at);
        }
    }

    /// Drops what a clock that was ahead has written, which would not fade for as long as it was ahead.
    void forgetAfter(int now) {
        for (Level level : Level.values()) {
            Ledger ledger = of(level);
            for (int slot = 0; slot < ledger.size(); slot++) {
                if (ledger.stamp[slot] > now || ledger.until[slot] > now + LONGEST_BLOCK_SECONDS) {
                    ledger.stamp[slot] = 0;
                }
            }
        }
    }

    /// What the tables take, whatever is thrown at them.
    static long bytes(GuardPolicy policy) {
        long bytes = 0;
        for (Level level : Level.values()) {
            bytes += (long) Ledger.BYTES_PER_ENTRY << Math.max(policy.bits(level), 3);
        }
        return bytes;
    }
}
