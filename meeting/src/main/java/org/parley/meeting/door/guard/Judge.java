// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// Weighs an attempt against the books. Passes sentence on networks that have gone too far; changes nothing
/// else.
final class Judge {
    /// Seconds with challenges and none solved. Browsers solve theirs within a second or two, so people behind
    /// one address never get there.
    private static final int MOST_UNSOLVED = 50;

    private static final int MOST_DELAY_MILLIS = 1_000;
    private static final int LEAST_DELAY_MILLIS = 250;

    /// Told of each new block.
    interface Sentencing {
        void pass(Sentence sentence, int slot);
    }

    private final GuardPolicy policy;
    private final Books books;
    private final Sentencing sentencing;

    Judge(GuardPolicy policy, Books books, Sentencing sentencing) {
        this.policy = policy;
        this.books = books;
        this.sentencing = sentencing;
    }

    /// Failures that no success has paid for.
    double pressure(Ledger ledger, int slot, int now) {
        double paid = Math.min(ledger.goods(slot, now) / policy.credit(), policy.mostCredit());
        return ledger.fails(slot, now) - paid;
    }

    /// Whether a source got in lately and has not failed much since.
    boolean isKnown(Source source, int now) {
        Ledger ledger = books.of(Level.ADDRESS);
        int slot = ledger.find(source.bits());
        return slot >= 0
                && isWithin(ledger.lastGood[slot], policy.knownFor().toSeconds(), now)
                && pressure(ledger, slot, now) < policy.address().slow();
    }

    /// Whether a source has got in at this very number. Nobody who guesses at it can buy that.
    boolean isRegular(Attempt attempt, int now) {
        Ledger ledger = books.of(Level.REGULAR);
        int slot = ledger.find(Books.regularKey(attempt.target(), attempt.source()));
        return slot >= 0 && isWithin(ledger.lastGood[slot], policy.regularFor().toSeconds(), now);
    }

    Crowd crowd(long tenant, int now) {
        Crowd here = crowd(Level.TENANT, tenant, now);
        Crowd all = crowd(Level.EVERYWHERE, 0, now);
        return here.compareTo(all) > 0 ? here : all;
    }

    Crowd crowd(Level level, long key, int now) {
        Ledger ledger = books.of(level);
        int slot = ledger.find(key);
        if (slot < 0) {
            return Crowd.CALM;
        }
        double fails = ledger.fails(slot, now);
        double goods = ledger.goods(slot, now);
        if (fails >= policy.alarm() && fails > goods) {
            return Crowd.ALARM;
        }
        return fails >= policy.alert() && fails > goods / policy.credit() ? Crowd.ALERT : Crowd.CALM;
    }

    Verdict byLink(Attempt attempt, int now) {
        boolean known = isKnown(attempt.source(), now);
        Ledger ledger = books.of(Level.LINKS);
        int slot = ledger.find(attempt.source().bits());
        return slot >= 0 && ledger.fails(slot, now) >= policy.links()
                ? new Verdict(Stage.WORK, 0, policy.hashes(), 0, false, known)
                : Verdict.free(known);
    }

    Verdict byPasscode(Attempt attempt, int now) {
        boolean known = isKnown(attempt.source(), now);
        Crowd crowd = crowd(attempt.tenant(), now);
        var sum = new Sum();
        for (Level level : Books.sourceLevels()) {
            // Who got in lately does not pay for the neighbours.
            if (level.holds(attempt.source()) && (level == Level.ADDRESS || !known)) {
                boolean tight = level == Level.ADDRESS && !known && crowd == Crowd.ALARM;
                Scale scale = tight ? policy.tight() : policy.scale(level);
                weigh(sum, level, level.key(attempt.source()), scale, now);
            }
        }
        if (!known && crowd != Crowd.CALM) {
            sum.work(crowd == Crowd.ALARM ? 2 : 1);
        }
        boolean trickle = false;
        if (!isRegular(attempt, now)) {
            Ledger targets = books.of(Level.TARGET);
            int slot = targets.find(attempt.target());
            double pressure = slot < 0 ? 0 : pressure(targets, slot, now);
            trickle = pressure >= policy.targetTrickle();
            if (trickle) {
                sum.work(4);
            } else if (pressure >= policy.targetWork() && !known) {
                sum.work(2);
            }
        }
        return new Verdict(sum.stage, sum.delayMillis, sum.times * policy.hashes(), sum.retrySeconds, trickle, known);
    }

    /// Notes that a challenge was handed out. Who takes one after the other and solves none is no browser with
    /// somebody before it, and is blocked too.
    void challenged(Attempt attempt, int now) {
        Ledger ledger = books.of(Level.ADDRESS);
        long key = attempt.source().bits();
        int slot = attempt.way() == Way.LINK ? -1 : ledger.claim(key, now);
        if (slot >= 0 && ledger.challenged(slot, now) >= MOST_UNSOLVED) {
            ledger.solved(slot);
            sentence(Level.ADDRESS, slot, 0, policy.address(), Why.UNSOLVED, now);
        }
    }

    void solved(Attempt attempt) {
        Ledger ledger = books.of(Level.ADDRESS);
        int slot = ledger.find(attempt.source().bits());
        if (slot >= 0) {
            ledger.solved(slot);
        }
    }

    private void weigh(Sum sum, Level level, long key, Scale scale, int now) {
        Ledger ledger = books.of(level);
        int slot = ledger.find(key);
        if (slot < 0) {
            if (ledger.isFull(key, now)) {
                sum.work(2);
            }
            return;
        }
        if (ledger.until[slot] > now) {
            sum.block(ledger.until[slot] - now);
            return;
        }
        double pressure = pressure(ledger, slot, now);
        int strikes = ledger.strikes(slot, now);
        if (pressure >= scale.blockAfter(strikes)) {
            double left = scale.blockAfter(strikes + 1) - scale.after();
            double pardon = Math.clamp(pressure - left, 0, ledger.fails(slot, now));
            Why why = scale.equals(policy.tight()) ? Why.CROWD : Why.FAILURES;
            sum.block(sentence(level, slot, (float) pardon, scale, why, now));
        } else if (pressure >= scale.work()) {
            double way = (pressure - scale.work()) / Math.max(1, scale.block() - scale.work());
            sum.work(way < 1.0 / 3 ? 1 : way < 2.0 / 3 ? 2 : 4);
        } else if (pressure >= scale.slow()) {
            double way = (pressure - scale.slow()) / (scale.work() - scale.slow());
            sum.slow(LEAST_DELAY_MILLIS + (int) (way * (MOST_DELAY_MILLIS - LEAST_DELAY_MILLIS)));
        }
    }

    /// Blocks, and returns for how many seconds.
    private int sentence(Level level, int slot, float pardon, Scale scale, Why why, int now) {
        Ledger ledger = books.of(level);
        int strikes = ledger.strikes(slot, now);
        int seconds = (int) scale.blockSeconds(strikes);
        int until = Seconds.plus(now, seconds);
        sentencing.pass(new Sentence(level, ledger.keys[slot], now, pardon, until, strikes + 1, why), slot);
        return seconds;
    }

    private static boolean isWithin(int then, long seconds, int now) {
        return then != 0 && now - then <= seconds;
    }

    /// The hardest of what the levels ask for.
    private static final class Sum {
        private Stage stage = Stage.FREE;
        private int delayMillis;
        private int times;
        private int retrySeconds;

        void slow(int millis) {
            delayMillis = Math.max(delayMillis, millis);
            reach(Stage.SLOW);
        }

        void work(int factor) {
            times = Math.max(times, factor);
            reach(Stage.WORK);
        }

        void block(int seconds) {
            retrySeconds = Math.max(retrySeconds, seconds);
            reach(Stage.BLOCK);
        }

        private void reach(Stage reached) {
            stage = reached.compareTo(stage) > 0 ? reached : stage;
        }
    }
}
