// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import org.jspecify.annotations.Nullable;
import org.parley.media.rtp.Limits;

/// From SSRC to what is sent with it, for one endpoint. Open addressing over a fixed array, bounded by
/// [Limits#MAX_SSRCS]; nothing is allocated by a look-up.
final class SsrcTable<T> {
    private static final int SIZE = Integer.highestOneBit(Limits.MAX_SSRCS * 2) * 2;

    private final int[] keys = new int[SIZE];
    private final @Nullable Object[] values = new Object[SIZE];
    private int count;

    @SuppressWarnings("unchecked") // only a T was ever put in
    @Nullable
    T get(int ssrc) {
        int i = index(ssrc);
        Object value = values[i];
        while (value != null) {
            if (keys[i] == ssrc) {
                return (T) value;
            }
            i = (i + 1) & (SIZE - 1);
            value = values[i];
        }
        return null;
    }

    /// @return false if the table is full
    boolean put(int ssrc, T value) {
        int i = index(ssrc);
        while (values[i] != null) {
            if (keys[i] == ssrc) {
                values[i] = value;
                return true;
            }
            i = (i + 1) & (SIZE - 1);
        }
        if (count == Limits.MAX_SSRCS) {
            return false;
        }
        keys[i] = ssrc;
        values[i] = value;
        count++;
        return true;
    }

    void remove(int ssrc) {
        int i = index(ssrc);
        while (values[i] != null && keys[i] != ssrc) {
            i = (i + 1) & (SIZE - 1);
        }
        if (values[i] == null) {
            return;
        }
        values[i] = null;
        count--;
        // what was pushed behind the freed place by collisions is put in anew
        for (int j = (i + 1) & (SIZE - 1); values[j] != null; j = (j + 1) & (SIZE - 1)) {
            Object moved = values[j];
            int key = keys[j];
            values[j] = null;
            int k = index(key);
            while (values[k] != null) {
                k = (k + 1) & (SIZE - 1);
            }
            keys[k] = key;
            values[k] = moved;
        }
    }

    int size() {
        return count;
    }

    private static int index(int ssrc) {
        return (ssrc * 0x9E37_79B9) >>> Integer.numberOfLeadingZeros(SIZE - 1);
    }
}
