// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;

/// Reads the presentation language of RFC 9420 §2.1. Never allocates more than what it was given holds, and
/// refuses lengths that are not encoded in the shortest way, so that one message has one encoding. For one
/// thread.
public final class Reader {
    private final byte[] bytes;
    private final int end;
    private int position;

    public Reader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Reader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
    }

    /// How one element is read.
    public interface Decoder<T> {
        T read(Reader in) throws Malformed;
    }

    /// Reads a whole value: nothing may be left over.
    public static <T> T whole(byte[] bytes, Decoder<T> decoder) throws Malformed {
        var in = new Reader(bytes);
        var value = decoder.read(in);
        in.end();
        return value;
    }

    public static <T> T whole(Bytes bytes, Decoder<T> decoder) throws Malformed {
        return whole(bytes.toArray(), decoder);
    }

    public int remaining() {
        return end - position;
    }

    public void end() throws Malformed {
        if (position != end) {
            throw new Malformed(remaining() + " bytes left over");
        }
    }

    public int uint8() throws Malformed {
        need(1);
        return bytes[position++] & 0xff;
    }

    public int uint16() throws Malformed {
        return uint8() << 8 | uint8();
    }

    /// A uint32 that has to be small, as leaf indices are.
    public int smallUint32() throws Malformed {
        var value = (long) uint16() << 16 | uint16();
        if (value > Integer.MAX_VALUE) {
            throw new Malformed("number out of range");
        }
        return (int) value;
    }

    /// A uint64 in a signed long: compare with `Long.compareUnsigned`.
    public long uint64() throws Malformed {
        need(8);
        var value = 0L;
        for (var i = 0; i < 8; i++) {
            value = value << 8 | (bytes[position++] & 0xff);
        }
        return value;
    }

    public Bytes opaque() throws Malformed {
        var length = length();
        var value = Bytes.copyOf(bytes, position, position + length);
        position += length;
        return value;
    }

    public Bytes opaque(int atLeast, int atMost) throws Malformed {
        var value = opaque();
        if (value.length() < atLeast || value.length() > atMost) {
            throw new Malformed("field of " + value.length() + " bytes");
        }
        return value;
    }

    public <T> List<T> vector(Decoder<T> decoder) throws Malformed {
        var length = length();
        var part = new Reader(bytes, position, position + length);
        var list = new ArrayList<T>();
        while (part.remaining() > 0) {
            list.add(decoder.read(part));
        }
        position += length;
        return list;
    }

    public <T> @Nullable T optional(Decoder<T> decoder) throws Malformed {
        return switch (uint8()) {
            case 0 -> null;
            case 1 -> decoder.read(this);
            default -> throw new Malformed("neither present nor absent");
        };
    }

    /// RFC 9420 §2.1.2: the variable-size length, of bytes that are really there.
    private int length() throws Malformed {
        var first = uint8();
        var length = first & 0x3f;
        var more = switch (first >> 6) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> 3;
            default -> throw new Malformed("length of a length");
        };
        for (var i = 0; i < more; i++) {
            length = length << 8 | uint8();
        }
        if ((more == 1 && length < 1 << 6) || (more == 3 && length < 1 << 14)) {
            throw new Malformed("length not in its shortest form");
        }
        need(length);
        return length;
    }

    private void need(int count) throws Malformed {
        if (count > remaining()) {
            throw new Malformed("ends " + (count - remaining()) + " bytes early");
        }
    }
}
