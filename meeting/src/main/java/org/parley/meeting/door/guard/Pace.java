// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What was asked and answered in each of the last minutes. Of fixed size.
final class Pace {
    static final int MINUTES = 60;
    private static final int SECONDS = (int) Duration.ofMinutes(1).toSeconds();

    /// What is counted.
    enum Count {
        TRY,
        HIT,
        MISS,
        CHALLENGE,
        REFUSAL
    }

    private static final int COUNTS = Count.values().length;

    /// Which minute each row is of.
    private final int[] minutes = new int[MINUTES];

    private final int[] counts = new int[MINUTES * COUNTS];

    void add(Count count, int now) {
        int minute = now / SECONDS;
        int row = minute % MINUTES;
        if (minutes[row] != minute) {
            minutes[row] = minute;
            for (int i = 0; i < COUNTS; i++) {
                counts[row * COUNTS + i] = 0;
            }
        }
        counts[row * COUNTS + count.ordinal()]++;
    }

    /// The minutes in which there was anything, from old to new.
    List<Overview.Minute> last(int now) {
        var last = new ArrayList<Overview.Minute>();
        int minute = now / SECONDS;
        for (int each = Math.max(1, minute - MINUTES + 1); each <= minute; each++) {
            int row = each % MINUTES;
            if (minutes[row] == each) {
                Instant at = Seconds.instant(each * SECONDS);
                last.add(new Overview.Minute(
                        at,
                        of(row, Count.TRY),
                        of(row, Count.HIT),
                        of(row, Count.MISS),
                        of(row, Count.CHALLENGE),
                        of(row, Count.REFUSAL)));
            }
        }
        return last;
    }

    private int of(int row, Count count) {
        return counts[row * COUNTS + count.ordinal()];
    }
}
