// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;

/// How much is borne of one source or network, in failures that no success has paid for, of the last few
/// hours.
///
/// @param slow from here on answers are delayed
/// @param work from here on each try costs a proof of work
/// @param block from here on it is blocked for a time; halved by each block before, down to an eighth
/// @param after failures borne once a block has ended; a success makes room for more
/// @param firstBlock how long the first block lasts; each one after it four times as long
/// @param longestBlock where that ends; at most a day
public record Scale(double slow, double work, double block, int after, Duration firstBlock, Duration longestBlock) {
    /// Four: five blocks reach a day from a minute. Steeper, and two bad minutes cost an office its morning.
    private static final int GROWTH_BITS = 2;

    private static final int MOST_HALVINGS = 3;

    public Scale {
        if (!(slow >= 0 && work >= slow && block >= work && block > 0)) {
            throw new IllegalArgumentException("slow %s, work %s, block %s must rise".formatted(slow, work, block));
        }
        boolean durations =
                firstBlock.toSeconds() >= 1 && longestBlock.compareTo(firstBlock) >= 0 && longestBlock.toDays() <= 1;
        if (!durations) {
            throw new IllegalArgumentException("blocks of %s to %s".formatted(firstBlock, longestBlock));
        }
    }

    /// The pressure at which somebody with so many blocks behind them is blocked again.
    double blockAfter(int strikes) {
        return block / (1 << Math.min(strikes, MOST_HALVINGS));
    }

    /// Seconds of the next block.
    long blockSeconds(int strikes) {
        long grown = firstBlock.toSeconds() << Math.min(GROWTH_BITS * strikes, 40);
        return Math.min(grown, longestBlock.toSeconds());
    }
}
