// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

import org.parley.e2ee.sframe.SFrameException.Reason;

/// The SFrame header (RFC 9605 §4.3): key id and counter, both unsigned. `length` is that of the encoding.
record Header(long keyId, long counter, int length) {
    static final int LONGEST = 17;
    /// Values below fit into the three bits of the first byte.
    private static final int INLINE = 8;

    static Header of(long keyId, long counter) {
        return new Header(keyId, counter, 1 + extra(keyId) + extra(counter));
    }

    /// Reads a header at the start of `frame`, behind `offset` bytes. Only the shortest encoding is taken.
    static Header decode(byte[] frame, int offset) throws SFrameException {
        if (offset >= frame.length) {
            throw new SFrameException(Reason.MALFORMED);
        }
        var config = frame[offset] & 0xff;
        var keyIdBits = config >> 4 & 7;
        var counterBits = config & 7;
        var keyIdLength = (config & 0x80) == 0 ? 0 : keyIdBits + 1;
        var counterLength = (config & 0x08) == 0 ? 0 : counterBits + 1;
        if (offset + 1 + keyIdLength + counterLength > frame.length) {
            throw new SFrameException(Reason.MALFORMED);
        }
        var keyId = keyIdLength == 0 ? keyIdBits : read(frame, offset + 1, keyIdLength);
        var counter = counterLength == 0 ? counterBits : read(frame, offset + 1 + keyIdLength, counterLength);
        var header = of(keyId, counter);
        if (header.length != 1 + keyIdLength + counterLength) {
            throw new SFrameException(Reason.MALFORMED);
        }
        return header;
    }

    void encode(byte[] into, int offset) {
        var keyIdLength = extra(keyId);
        var counterLength = extra(counter);
        into[offset] = (byte) (nibble(keyId, keyIdLength) << 4 | nibble(counter, counterLength));
        write(keyId, into, offset + 1, keyIdLength);
        write(counter, into, offset + 1 + keyIdLength, counterLength);
    }

    private static int nibble(long value, int extra) {
        return extra == 0 ? (int) value : 8 | (extra - 1);
    }

    private static int extra(long value) {
        if (value >= 0 && value < INLINE) {
            return 0;
        }
        return (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
    }

    private static long read(byte[] from, int at, int length) {
        var value = 0L;
        for (var i = 0; i < length; i++) {
            value = value << 8 | (from[at + i] & 0xff);
        }
        return value;
    }

    private static void write(long value, byte[] into, int at, int length) {
        for (var i = 0; i < length; i++) {
            into[at + i] = (byte) (value >>> (8 * (length - 1 - i)));
        }
    }
}
