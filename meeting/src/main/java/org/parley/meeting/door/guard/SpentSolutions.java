// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.util.Arrays;

/// The solutions taken, so that each is taken once. Two tables of fixed size take turns. If they fill before
/// their time, everything issued up to then is refused instead of being forgotten: honest people solve once
/// more, nobody gets in twice.
final class SpentSolutions {
    /// With the array's header just below a power of two, see [Ledger].
    private static final int SIZE = (1 << 17) - 2;

    private static final int MOST = SIZE / 2;
    static final long BYTES = 2L * SIZE * Long.BYTES;

    private final int validSeconds;
    private long[] young = new long[SIZE];
    private long[] old = new long[SIZE];
    private int count;
    private int turnedAt;
    private int refusedUpTo;

    /// @param startedAt solutions of before may have been taken by who was here before, and are refused
    SpentSolutions(int validSeconds, int startedAt) {
        this.validSeconds = validSeconds;
        this.turnedAt = startedAt;
        this.refusedUpTo = startedAt - 1;
    }

    /// Takes a solution; false if it was taken, or may have been.
    ///
    /// @param tag of the token, made by a keyed hash
    boolean spend(long tag, int issuedAt, int now) {
        if (now - turnedAt > validSeconds || count >= MOST) {
            turn(now);
        }
        long mark = tag == 0 ? 1 : tag;
        if (issuedAt <= refusedUpTo || holds(old, mark) || holds(young, mark)) {
            return false;
        }
        young[place(young, mark)] = mark;
        count++;
        return true;
    }

    private void turn(int now) {
        long[] forgotten = old;
        Arrays.fill(forgotten, 0);
        old = young;
        young = forgotten;
        // What was forgotten was spent before the last turn, hence issued then or by a clock a little ahead.
        refusedUpTo = Math.max(refusedUpTo, turnedAt + Puzzles.SKEW_SECONDS);
        turnedAt = now;
        count = 0;
    }

    private static boolean holds(long[] table, long mark) {
        return table[place(table, mark)] == mark;
    }

    private static int place(long[] table, long mark) {
        int slot = (int) Long.remainderUnsigned(mark, SIZE);
        while (table[slot] != 0 && table[slot] != mark) {
            slot = slot + 1 == SIZE ? 0 : slot + 1;
        }
        return slot;
    }
}
