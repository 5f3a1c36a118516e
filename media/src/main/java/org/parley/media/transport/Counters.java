// SPDX-License-Identifier: Apache-2.0
package org.parley.media.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// One number for each [Counter], and one for each bucket of each [Distribution]. Written by one thread at the cost of
/// an addition, readable from any.
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] cells = new long[Counter.values().length];
    /// For each distribution its buckets, then the sum of the values.
    private final long[][] distributions = new long[Distribution.values().length][];

    public Counters() {
        for (Distribution distribution : Distribution.values()) {
            distributions[distribution.ordinal()] = new long[distribution.buckets() + 1];
        }
    }

    public void observe(Distribution distribution, long value) {
        long[] row = distributions[distribution.ordinal()];
        int i = distribution.bucket(value);
        CELL.setOpaque(row, i, row[i] + 1);
        int sum = row.length - 1;
        CELL.setOpaque(row, sum, row[sum] + value);
    }

    /// How many values each bucket has, then their sum.
    public long[] get(Distribution distribution) {
        long[] row = distributions[distribution.ordinal()];
        long[] read = new long[row.length];
        for (int i = 0; i < row.length; i++) {
            read[i] = (long) CELL.getOpaque(row, i);
        }
        return read;
    }

    public void add(Counter counter, long amount) {
        int i = counter.ordinal();
        CELL.setOpaque(cells, i, cells[i] + amount);
    }

    public void increment(Counter counter) {
        add(counter, 1);
    }

    public long get(Counter counter) {
        return (long) CELL.getOpaque(cells, counter.ordinal());
    }
}
