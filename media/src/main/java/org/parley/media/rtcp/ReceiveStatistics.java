// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import java.lang.foreign.MemorySegment;
import org.parley.media.rtp.Bytes;

/// What a receiver report says about one stream: loss and interarrival jitter as in RFC 3550, appendices A.3
/// and A.8. Retransmissions are not to be counted (RFC 4588 §7.3).
public final class ReceiveStatistics {
    public static final int BLOCK_LENGTH = 24;

    private boolean started;
    private long base;
    private long highest;
    private long received;
    private long expectedBefore;
    private long receivedBefore;
    private int transit;
    private long jitter; // scaled by 16
    private long reportNtp;
    private long reportArrival;
    private boolean reported;
    private long lastExpected;
    private long lastLost;

    /// @param extended extended sequence number
    public void onPacket(long extended, int timestamp, int clockRate, long nowNanos) {
        int arrival = Clock.ticks(nowNanos, clockRate);
        int now = arrival - timestamp;
        if (!started) {
            started = true;
            base = extended;
            highest = extended;
        } else {
            long difference = Math.abs((long) (now - transit));
            // a jump of minutes is a new start of the sender's clock, not jitter
            if (difference < 60L * clockRate) {
                jitter += difference - ((jitter + 8) >> 4);
            }
        }
        transit = now;
        highest = Math.max(highest, extended);
        received++;
    }

    public void reset() {
        started = false;
        received = 0;
        expectedBefore = 0;
        receivedBefore = 0;
        jitter = 0;
        reported = false;
    }

    public boolean started() {
        return started;
    }

    /// A sender report about this stream came.
    public void onSenderReport(long ntp, long nowNanos) {
        reported = true;
        reportNtp = ntp;
        reportArrival = nowNanos;
    }

    /// Writes a report block (RFC 3550 §6.4.1); the next one speaks about the time from here on.
    public void write(MemorySegment m, long at, int ssrc, long nowNanos) {
        long expected = highest - base + 1;
        long lost = Math.clamp(expected - received, -0x80_0000, 0x7f_ffff);
        long expectedNow = expected - expectedBefore;
        long lostNow = expectedNow - (received - receivedBefore);
        expectedBefore = expected;
        receivedBefore = received;
        lastExpected = Math.max(0, expectedNow);
        lastLost = Math.max(0, lostNow);
        int fraction = expectedNow <= 0 || lostNow <= 0 ? 0 : (int) Math.min(255, (lostNow << 8) / expectedNow);
        Bytes.put32(m, at, ssrc);
        Bytes.put8(m, at + 4, fraction);
        Bytes.put24(m, at + 5, (int) lost);
        Bytes.put32(m, at + 8, (int) highest);
        Bytes.put32(m, at + 12, (int) (jitter >> 4));
        Bytes.put32(m, at + 16, reported ? Ntp.middle(reportNtp) : 0);
        Bytes.put32(m, at + 20, reported ? (int) Math.min(0xffff_ffffL, delay(nowNanos)) : 0);
    }

    /// In units of 1/65536 s.
    private long delay(long nowNanos) {
        return Math.max(0, (nowNanos - reportArrival) / 1_000 * 65_536 / 1_000_000);
    }

    /// Packets that should have come in the time of the last report.
    public long expected() {
        return lastExpected;
    }

    /// How many of [#expected()] did not come.
    public long lost() {
        return lastLost;
    }
}
