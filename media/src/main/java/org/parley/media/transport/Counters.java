// SPDX-License-Identifier: Apache-2.0
package org.parley.media.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// One number for each [Counter]. Written by one thread at the cost of an addition, readable from any.
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] cells = new long[Counter.values().length];

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
