// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Walks the books for the operator's page. What is light is passed over without counting it down, so a walk over full
/// tables takes milliseconds.
final class Census {
    private static final Comparator<Overview.Watched> BY_WEIGHT =
            Comparator.comparing(Overview.Watched::step).thenComparing(Overview.Watched::until);

    private final GuardPolicy policy;
    private final Books books;
    private final Judge judge;
    private final int most;
    private final int now;
    private final PriorityQueue<Overview.Watched> heaviest = new PriorityQueue<>(BY_WEIGHT);
    private final int[] inAll = new int[Overview.Step.values().length];

    /// @param most sources and networks to list
    Census(GuardPolicy policy, Books books, Judge judge, int most, int now) {
        this.policy = policy;
        this.books = books;
        this.judge = judge;
        this.most = most;
        this.now = now;
    }

    Overview take(Mode mode, List<Overview.Minute> minutes) {
        for (Level level : Books.sourceLevels()) {
            walk(level, policy.scale(level));
        }
        var watched = new ArrayList<>(heaviest);
        watched.sort(BY_WEIGHT.reversed());
        return new Overview(
                mode,
                mood(),
                guessed(),
                inAll[Overview.Step.SLOWED.ordinal()],
                inAll[Overview.Step.CHALLENGED.ordinal()],
                inAll[Overview.Step.BLOCKED.ordinal()],
                watched,
                minutes);
    }

    private void walk(Level level, Scale scale) {
        Ledger ledger = books.of(level);
        for (int slot = 0; slot < ledger.size(); slot++) {
            boolean blocked = ledger.until[slot] > now;
            if (ledger.stamp[slot] == 0 || (!blocked && ledger.fails[slot] < scale.slow())) {
                continue;
            }
            double pressure = judge.pressure(ledger, slot, now);
            if (blocked || pressure >= scale.slow()) {
                keep(level, scale, slot, blocked, pressure);
            }
        }
    }

    private void keep(Level level, Scale scale, int slot, boolean blocked, double pressure) {
        Ledger ledger = books.of(level);
        int strikes = ledger.strikes(slot, now);
        boolean works = pressure >= Math.min(scale.work(), scale.blockAfter(strikes));
        Overview.Step step = blocked ? Overview.Step.BLOCKED : works ? Overview.Step.CHALLENGED : Overview.Step.SLOWED;
        inAll[step.ordinal()]++;
        int until = blocked ? ledger.until[slot] : falls(pressure, scale.slow());
        var entry = new Overview.Watched(
                level.text(ledger.keys[slot]),
                step,
                blocked ? Why.of(ledger.why[slot]) : Why.FAILURES,
                Seconds.instant(until),
                strikes,
                Math.round(ledger.fails(slot, now)),
                Seconds.instant(ledger.since[slot]));
        heaviest.add(entry);
        if (heaviest.size() > most) {
            heaviest.remove();
        }
    }

    /// When what fades from `count` has come down to `limit`.
    private int falls(double count, double limit) {
        double halvings = Math.log(count / Math.max(limit, 0.5)) / Math.log(2);
        return Seconds.plus(
                now, (long) Math.ceil(Math.max(0, halvings) * policy.halfLife().toSeconds()));
    }

    /// The worst there is: of the installation, or of a tenant that is worse off than it.
    private Overview.Mood mood() {
        Crowd worst = judge.crowd(Level.EVERYWHERE, 0, now);
        Ledger ledger = books.of(Level.EVERYWHERE);
        int worstSlot = ledger.find(0);
        boolean everywhere = true;
        Ledger tenants = books.of(Level.TENANT);
        for (int slot = 0; slot < tenants.size(); slot++) {
            if (tenants.stamp[slot] != 0 && tenants.fails[slot] >= policy.alert()) {
                Crowd crowd = judge.crowd(Level.TENANT, tenants.keys[slot], now);
                if (crowd.compareTo(worst) > 0) {
                    worst = crowd;
                    ledger = tenants;
                    worstSlot = slot;
                    everywhere = false;
                }
            }
        }
        double fails = worstSlot < 0 ? 0 : ledger.fails(worstSlot, now);
        double sources = worstSlot < 0 ? 0 : ledger.sources(worstSlot, now);
        int until = worst == Crowd.CALM ? now : falls(fails, policy.alert());
        return new Overview.Mood(worst, everywhere, Math.round(fails), Math.round(sources), Seconds.instant(until));
    }

    private int guessed() {
        Ledger targets = books.of(Level.TARGET);
        int guessed = 0;
        for (int slot = 0; slot < targets.size(); slot++) {
            if (targets.stamp[slot] != 0
                    && targets.fails[slot] >= policy.targetWork()
                    && judge.pressure(targets, slot, now) >= policy.targetWork()) {
                guessed++;
            }
        }
        return guessed;
    }
}
