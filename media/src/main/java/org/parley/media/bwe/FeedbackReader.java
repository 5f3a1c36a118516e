// SPDX-License-Identifier: Apache-2.0
package org.parley.media.bwe;

import java.lang.foreign.MemorySegment;
import org.parley.media.rtp.Bytes;

/// Reads transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1) against the log of
/// what was sent. What was not sent, or is acknowledged already, is skipped; of packets reported lost each is
/// counted once. So the work is bounded by the bytes read and the packets sent, whatever a report claims.
final class FeedbackReader {
    private static final int HEAD = 20;
    private static final long TICK_MICROS = 250;
    private static final long REFERENCE_MICROS = 64_000;

    private final SentLog log;
    private final Listener listener;
    private long reference;
    private int lastReference;
    private boolean started;
    /// The highest number about which something was said.
    private long through;

    /// Told what a report says, in the order of the packets' numbers.
    interface Listener {
        void onReceived(long number, int length, long sentNanos, long arrivalMicros);

        void onLost(long packets);

        /// A packet came after all that an earlier report took for lost, or did not speak of.
        void onLate();
    }

    FeedbackReader(SentLog log, Listener listener) {
        this.log = log;
        this.listener = listener;
        this.through = log.next() - 1;
    }

    long through() {
        return through;
    }

    /// @param at where the RTCP packet starts
    /// @param length of the RTCP packet
    /// @return false if it is malformed; nothing was heard then
    boolean read(MemorySegment m, long at, int length) {
        if (length < HEAD) {
            return false;
        }
        int count = Bytes.u16(m, at + 14);
        long deltas = deltas(m, at + HEAD, at + length, count);
        if (deltas < 0) {
            return false;
        }
        long arrival = reference(Bytes.i32(m, at + 16) >> 8) * REFERENCE_MICROS;
        long number = log.extend(Bytes.u16(m, at + 12));
        long chunk = at + HEAD;
        long end = number + count;
        while (number < end) {
            int bits = Bytes.u16(m, chunk);
            chunk += 2;
            int symbols = (int) Math.min(symbols(bits), end - number);
            if (isRun(bits) && !isReceived(symbol(bits, 0))) {
                lost(number, number + symbols);
                number += symbols;
                continue;
            }
            for (int i = 0; i < symbols; i++, number++) {
                int symbol = symbol(bits, i);
                if (!isReceived(symbol)) {
                    lost(number, number + 1);
                    continue;
                }
                int delta = symbol == 1 ? Bytes.u8(m, deltas) : (short) Bytes.u16(m, deltas);
                deltas += symbol;
                arrival += delta * TICK_MICROS;
                received(number, arrival);
            }
        }
        return true;
    }

    /// Where the deltas start; -1 if chunks or deltas are cut off.
    private static long deltas(MemorySegment m, long from, long end, int count) {
        long position = from;
        long bytes = 0;
        int left = count;
        while (left > 0) {
            if (position + 2 > end) {
                return -1;
            }
            int bits = Bytes.u16(m, position);
            position += 2;
            int symbols = Math.min(symbols(bits), left);
            if (isRun(bits)) {
                bytes += (long) symbols * (isReceived(symbol(bits, 0)) ? symbol(bits, 0) : 0);
            } else {
                for (int i = 0; i < symbols; i++) {
                    int symbol = symbol(bits, i);
                    bytes += isReceived(symbol) ? symbol : 0;
                }
            }
            left -= symbols;
        }
        return position + bytes <= end ? position : -1;
    }

    private static boolean isRun(int bits) {
        return (bits & 0x8000) == 0;
    }

    private static boolean hasWideSymbols(int bits) {
        return (bits & 0x4000) != 0;
    }

    private static int symbols(int bits) {
        return isRun(bits) ? bits & 0x1fff : hasWideSymbols(bits) ? 7 : 14;
    }

    private static int symbol(int bits, int index) {
        if (isRun(bits)) {
            return (bits >> 13) & 3;
        }
        return hasWideSymbols(bits) ? (bits >> (12 - 2 * index)) & 3 : (bits >> (13 - index)) & 1;
    }

    /// Symbols 1 and 2 have a delta of so many bytes; 3 is reserved.
    private static boolean isReceived(int symbol) {
        return symbol == 1 || symbol == 2;
    }

    /// The reference time has 24 bits and wraps after twelve days.
    private long reference(int value) {
        if (!started) {
            started = true;
            reference = value;
        } else {
            reference += ((value - lastReference) << 8) >> 8;
        }
        lastReference = value;
        return reference;
    }

    private void lost(long from, long to) {
        long last = Math.min(to, log.next());
        long first = Math.max(from, through + 1);
        if (first < last) {
            listener.onLost(last - first);
            through = last - 1;
        }
    }

    private void received(long number, long arrivalMicros) {
        long packet = log.take(number);
        if (packet == 0) {
            return;
        }
        if (number <= through) {
            listener.onLate();
        } else {
            through = number;
        }
        listener.onReceived(number, SentLog.length(packet), SentLog.nanos(packet), arrivalMicros);
    }
}
