// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;

/// Writes the presentation language of RFC 9420 §2.1. For one thread.
public final class Writer {
    private static final int LONGEST = 1 << 30;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public byte[] toByteArray() {
        return out.toByteArray();
    }

    public Bytes toBytes() {
        return Bytes.copyOf(out.toByteArray());
    }

    public Writer uint8(int value) {
        out.write(value);
        return this;
    }

    public Writer uint16(int value) {
        return uint8(value >> 8).uint8(value);
    }

    public Writer uint32(int value) {
        return uint16(value >> 16).uint16(value);
    }

    public Writer uint64(long value) {
        return uint32((int) (value >> 32)).uint32((int) value);
    }

    public Writer raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public Writer raw(Bytes bytes) {
        return raw(bytes.toArray());
    }

    public Writer opaque(byte[] bytes) {
        return length(bytes.length).raw(bytes);
    }

    public Writer opaque(Bytes bytes) {
        return opaque(bytes.toArray());
    }

    public <T> Writer vector(List<T> list, BiConsumer<T, Writer> encoder) {
        var inner = new Writer();
        list.forEach(element -> encoder.accept(element, inner));
        return opaque(inner.toByteArray());
    }

    public <T> Writer optional(@Nullable T value, BiConsumer<T, Writer> encoder) {
        if (value == null) {
            return uint8(0);
        }
        uint8(1);
        encoder.accept(value, this);
        return this;
    }

    private Writer length(int length) {
        if (length < 1 << 6) {
            return uint8(length);
        }
        if (length < 1 << 14) {
            return uint16(length | 1 << 14);
        }
        if (length < LONGEST) {
            return uint32(length | 1 << 31);
        }
        throw new IllegalArgumentException("longer than RFC 9420 §2.1.2 can say: " + length);
    }
}
