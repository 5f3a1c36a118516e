// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.timing;

import java.util.Arrays;

/// The times that one kind of request took, in nanoseconds. Grows as needed; used by one thread.
public final class Samples {
    private long[] nanos = new long[1_024];
    private int size;

    public void add(long taken) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = taken;
    }

    public int size() {
        return size;
    }

    long[] sorted() {
        long[] copy = Arrays.copyOf(nanos, size);
        Arrays.sort(copy);
        return copy;
    }

    /// @param share from 0 to 1
    public long quantile(double share) {
        return sorted()[(int) Math.min(size - 1L, (long) (share * size))];
    }
}
