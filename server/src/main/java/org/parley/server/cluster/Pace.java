// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.time.Duration;
import java.time.Instant;

/// How often one participant may do what is told to everybody or kept: one a second, ten in a row. More would
/// let one person keep a large meeting busy.
final class Pace {
    private static final Duration EACH = Duration.ofSeconds(1);
    private static final int BURST = 10;

    /// When the next one would be due if none had been saved up.
    private Instant due = Instant.EPOCH;

    boolean allows(Instant now) {
        Instant earliest = now.minus(EACH.multipliedBy(BURST));
        Instant from = due.isBefore(earliest) ? earliest : due;
        if (from.isAfter(now)) {
            return false;
        }
        due = from.plus(EACH);
        return true;
    }
}
