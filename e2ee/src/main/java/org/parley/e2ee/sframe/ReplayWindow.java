// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

/// Which counters of a key id were accepted: none twice, none older than the window.
final class ReplayWindow {
    static final int SIZE = 1024;

    private final long[] seen = new long[SIZE / Long.SIZE];
    private long highest = -1;

    boolean isFresh(long counter) {
        if (counter < 0 || counter <= highest - SIZE) {
            return false;
        }
        return counter > highest || (seen[word(counter)] & bit(counter)) == 0;
    }

    void accept(long counter) {
        if (counter > highest) {
            for (var next = Math.max(highest + 1, counter - SIZE + 1); next <= counter; next++) {
                seen[word(next)] &= ~bit(next);
            }
            highest = counter;
        }
        seen[word(counter)] |= bit(counter);
    }

    private static int word(long counter) {
        return (int) (counter % SIZE) / Long.SIZE;
    }

    private static long bit(long counter) {
        return 1L << (counter % Long.SIZE);
    }
}
