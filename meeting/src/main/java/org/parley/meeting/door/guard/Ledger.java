// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;

/// A table of fixed size from keys to counts that fade: sets of eight entries, found by a keyed hash, so that
/// nobody can aim at the set of another. Counts halve with each half-life.
///
/// When a set is full the lightest entry gives way, and never one that is blocked: to wash out an entry, a
/// set's worth of others must first be made as heavy, in a set that the attacker doesn't know. A newcomer to a
/// set of blocked entries is not kept, see [#isFull].
///
/// Costs [#BYTES_PER_ENTRY] for each entry whatever happens. No allocation after construction.
final class Ledger {
    static final int WAYS = 8;
    static final int BYTES_PER_ENTRY = 8 + 3 * Float.BYTES + 4 * Integer.BYTES + 2 + Short.BYTES;

    /// Arrays of just a power of two, and their headers, would each take one of G1's regions more than they fill.
    private static final int SPARED_SETS = 4;

    /// How long without a block it takes for one to be forgotten.
    static final int STRIKE_SECONDS = (int) Duration.ofHours(24).toSeconds();

    /// Heavier than any count: blocked entries stay.
    private static final double BLOCKED = 1e9;
    /// What a block in the past, or a success, weighs beside failures.
    private static final double STRIKE = 20;

    private static final double GOOD = 2;

    private final int sets;
    private final SipHash places;
    private final double perSecond;

    final long[] keys;
    final float[] fails;
    final float[] goods;
    final float[] sources;
    /// When the counts were last brought up to date; 0 marks an empty slot.
    final int[] stamp;
    final int[] lastGood;
    final int[] until;
    /// When the present row of failures began.
    final int[] since;

    final byte[] strikes;

    /// Of the last block, see [Why#of].
    final byte[] why;
    /// Low byte: seconds in which a challenge was handed out since one was solved. High byte: the end of the
    /// last such second's number. Of this node alone.
    private final short[] unsolved;

    /// @param bits the table has 2^bits entries at most
    /// @param places keyed with a secret
    Ledger(int bits, Duration halfLife, SipHash places) {
        int most = 1 << Math.max(bits, 3);
        this.sets = Math.max(1, most / WAYS - SPARED_SETS);
        int size = sets * WAYS;
        this.places = places;
        this.perSecond = -Math.log(2) / halfLife.toSeconds();
        this.keys = new long[size];
        this.fails = new float[size];
        this.goods = new float[size];
        this.sources = new float[size];
        this.stamp = new int[size];
        this.lastGood = new int[size];
        this.until = new int[size];
        this.since = new int[size];
        this.strikes = new byte[size];
        this.why = new byte[size];
        this.unsolved = new short[size];
    }

    int size() {
        return keys.length;
    }

    /// The slot of a key, or -1.
    int find(long key) {
        int first = firstSlot(key);
        for (int slot = first; slot < first + WAYS; slot++) {
            if (stamp[slot] != 0 && keys[slot] == key) {
                return slot;
            }
        }
        return -1;
    }

    /// The slot of a key, made if need be; -1 if its set is full of blocked entries.
    int claim(long key, int now) {
        int found = find(key);
        if (found >= 0) {
            return found;
        }
        int lightest = lightest(key, now);
        if (stamp[lightest] != 0 && weight(lightest, now) >= BLOCKED) {
            return -1;
        }
        keys[lightest] = key;
        fails[lightest] = 0;
        goods[lightest] = 0;
        sources[lightest] = 0;
        stamp[lightest] = now;
        lastGood[lightest] = 0;
        until[lightest] = 0;
        since[lightest] = now;
        strikes[lightest] = 0;
        why[lightest] = 0;
        unsolved[lightest] = 0;
        return lightest;
    }

    /// Whether a key that is not there could not be kept either: all its set is blocked.
    boolean isFull(long key, int now) {
        int lightest = lightest(key, now);
        return stamp[lightest] != 0 && weight(lightest, now) >= BLOCKED;
    }

    double fails(int slot, int now) {
        return Math.max(0, fails[slot] * fading(now - stamp[slot]));
    }

    double goods(int slot, int now) {
        return Math.max(0, goods[slot] * fading(now - stamp[slot]));
    }

    double sources(int slot, int now) {
        return Math.max(0, sources[slot] * fading(now - stamp[slot]));
    }

    /// Adds to the counts as of `at`, which may lie before what has been counted: the order of additions does
    /// not matter.
    void add(int slot, int at, double fail, double good, double source) {
        double weight = 1;
        if (at > stamp[slot]) {
            double faded = fading(at - stamp[slot]);
            fails[slot] *= (float) faded;
            goods[slot] *= (float) faded;
            sources[slot] *= (float) faded;
            stamp[slot] = at;
        } else {
            weight = fading(stamp[slot] - at);
        }
        fails[slot] += (float) (fail * weight);
        goods[slot] += (float) (good * weight);
        sources[slot] += (float) (source * weight);
    }

    /// Raises the counts to what another says they were at `at`. Saying so twice changes nothing.
    void raise(int slot, int at, double fail, double good, double source) {
        int later = Math.max(stamp[slot], at);
        double ours = fading(later - stamp[slot]);
        double theirs = fading(later - at);
        fails[slot] = (float) Math.max(fails[slot] * ours, fail * theirs);
        goods[slot] = (float) Math.max(goods[slot] * ours, good * theirs);
        sources[slot] = (float) Math.max(sources[slot] * ours, source * theirs);
        stamp[slot] = later;
    }

    /// Keeps the block that ends later: any number of nodes may say so in any order.
    void block(int slot, int end, int count, Why reason) {
        if (end > until[slot] || (end == until[slot] && count > strikes[slot])) {
            until[slot] = end;
            why[slot] = (byte) reason.ordinal();
            strikes[slot] = (byte) Math.min(count, 100);
        }
    }

    /// Leaves nothing against an entry; what is for it stays.
    void forgive(int slot) {
        fails[slot] = 0;
        sources[slot] = 0;
        until[slot] = 0;
        strikes[slot] = 0;
        unsolved[slot] = 0;
    }

    /// Blocks that are not forgotten yet.
    int strikes(int slot, int now) {
        int quiet = Math.max(0, now - until[slot]);
        return Math.max(0, strikes[slot] - quiet / STRIKE_SECONDS);
    }

    /// Notes a challenge that was handed out; returns in how many seconds there were any since one was solved,
    /// up to 255.
    int challenged(int slot, int now) {
        int before = unsolved[slot];
        int count = before & 0xff;
        if (count == 0xff || (count > 0 && before >> 8 == (byte) now)) {
            return count;
        }
        unsolved[slot] = (short) (((byte) now << 8) | (count + 1));
        return count + 1;
    }

    void solved(int slot) {
        unsolved[slot] = 0;
    }

    private double weight(int slot, int now) {
        if (until[slot] > now) {
            return BLOCKED + until[slot] - now;
        }
        return fails(slot, now) + GOOD * Math.min(goods(slot, now), 2) + STRIKE * strikes(slot, now);
    }

    private int lightest(long key, int now) {
        int first = firstSlot(key);
        int best = first;
        double least = Double.MAX_VALUE;
        for (int slot = first; slot < first + WAYS; slot++) {
            if (stamp[slot] == 0) {
                return slot;
            }
            double weight = weight(slot, now);
            if (weight < least) {
                least = weight;
                best = slot;
            }
        }
        return best;
    }

    private double fading(int seconds) {
        return seconds <= 0 ? 1 : Math.exp(perSecond * seconds);
    }

    private int firstSlot(long key) {
        return (int) Math.unsignedMultiplyHigh(places.of(key), sets) * WAYS;
    }
}
