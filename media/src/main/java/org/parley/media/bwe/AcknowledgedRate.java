// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

/// The rate at which packets got through: bytes by the time at which they were sent, over the time they took
/// to leave or the time they took to arrive, whichever is longer. A receiver can claim arrival times as it
/// likes, and never gets a rate above that at which it was sent to.
final class AcknowledgedRate {
    private static final long BUCKET_MICROS = 25_000;
    /// 32 buckets are 0.8 s; a rate is taken over the newest 20 of them, 0.5 s.
    private static final int BUCKETS = 32;

    private static final int WINDOW = 20;
    /// Below this a rate is chance.
    private static final int LEAST = 6;

    /// So much longer the arrival may take: a key frame or some jitter in half a second.
    private static final double KEPT_UP = 1.15;

    private final long[] index = new long[BUCKETS];
    private final long[] bytes = new long[BUCKETS];
    private final long[] arrived = new long[BUCKETS];
    private boolean keepsUp = true;
    private long newest = Long.MIN_VALUE;
    private long oldest;

    void onReceived(int length, long sentMicros, long arrivalMicros) {
        long bucket = Math.floorDiv(sentMicros, BUCKET_MICROS);
        if (newest == Long.MIN_VALUE) {
            oldest = bucket;
            newest = bucket;
        }
        if (bucket <= newest - BUCKETS) {
            return;
        }
        newest = Math.max(newest, bucket);
        int at = (int) Math.floorMod(bucket, (long) BUCKETS);
        if (index[at] != bucket) {
            index[at] = bucket;
            bytes[at] = 0;
            arrived[at] = Long.MIN_VALUE;
        }
        bytes[at] += length;
        arrived[at] = Math.max(arrived[at], arrivalMicros);
    }

    /// In bits per second; 0 while too little is known.
    long bitsPerSecond() {
        if (newest == Long.MIN_VALUE) {
            return 0;
        }
        // the first bucket only says when the others began to arrive; the newest is not complete
        long last = newest - 1;
        long first = Math.max(oldest, last - WINDOW);
        while (first < last && !isFilled(first)) {
            first++;
        }
        while (last > first && !isFilled(last)) {
            last--;
        }
        if (last - first < LEAST) {
            return 0;
        }
        long total = 0;
        for (long bucket = first + 1; bucket <= last; bucket++) {
            if (isFilled(bucket)) {
                total += bytes[at(bucket)];
            }
        }
        long sending = (last - first) * BUCKET_MICROS;
        long arriving = arrived[at(last)] - arrived[at(first)];
        keepsUp = arriving <= KEPT_UP * sending;
        return total * 8_000_000L / Math.max(sending, arriving);
    }

    /// Whether what was sent in the time of the last rate did not take longer to arrive.
    boolean keepsUp() {
        return keepsUp;
    }

    private boolean isFilled(long bucket) {
        return index[at(bucket)] == bucket && bytes[at(bucket)] > 0;
    }

    private static int at(long bucket) {
        return (int) Math.floorMod(bucket, (long) BUCKETS);
    }
}
