// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import java.util.StringJoiner;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says what a loop has dropped since the last time, in one line. So a flood costs a line a while, not a line
/// a packet.
final class LossReport {
    private static final Logger log = LoggerFactory.getLogger(LossReport.class);
    /// Stack traces in all; a failure that comes with each packet is in the counter.
    private static final int MAX_FAILURES = 20;

    private final int loop;
    private final Counters counters;
    private final long[] before = new long[Counter.values().length];
    private int failures;

    LossReport(int loop, Counters counters) {
        this.loop = loop;
        this.counters = counters;
    }

    void log() {
        StringJoiner lost = new StringJoiner(", ");
        for (Counter counter : Counter.values()) {
            long now = counters.get(counter);
            if (counter.isLoss() && now > before[counter.ordinal()]) {
                lost.add(now - before[counter.ordinal()] + " " + counter.description());
            }
            before[counter.ordinal()] = now;
        }
        if (lost.length() > 0) {
            log.info("media loop {}: {}", loop, lost);
        }
    }

    void failure(String what, RuntimeException e) {
        if (failures++ < MAX_FAILURES) {
            log.error("media loop {}: a {} failed", loop, what, e);
        }
    }
}
