// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.util.Arrays;

/// How long packets were on their way, from just before they were encrypted by their sender to when they were
/// decrypted by a receiver. Belongs to the [LoadLoop].
final class Delays {
    /// Samples of one window at most; what is more is not looked at.
    private static final int MOST = 1 << 16;

    private final long[] nanos = new long[MOST];
    private int count;

    void add(long delayNanos) {
        if (count < MOST) {
            nanos[count++] = delayNanos;
        }
    }

    /// What has come since the last time this was asked; begins anew.
    Load.Delay take() {
        Arrays.sort(nanos, 0, count);
        Load.Delay taken = count == 0
                ? new Load.Delay(Double.NaN, Double.NaN)
                : new Load.Delay(nanos[count / 2] / 1e6, nanos[(int) (count * 0.99)] / 1e6);
        count = 0;
        return taken;
    }
}
