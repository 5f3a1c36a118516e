// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Network byte order on memory segments.
public final class Bytes {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    public static int u8(MemorySegment m, long offset) {
        return m.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    public static int u16(MemorySegment m, long offset) {
        return m.get(U16, offset) & 0xffff;
    }

    public static int i32(MemorySegment m, long offset) {
        return m.get(U32, offset);
    }

    public static long u32(MemorySegment m, long offset) {
        return m.get(U32, offset) & 0xffff_ffffL;
    }

    public static void put8(MemorySegment m, long offset, int value) {
        m.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
    }

    public static void put16(MemorySegment m, long offset, int value) {
        m.set(U16, offset, (short) value);
    }

    public static void put24(MemorySegment m, long offset, int value) {
        put8(m, offset, value >>> 16);
        put16(m, offset + 1, value);
    }

    public static void put64(MemorySegment m, long offset, long value) {
        m.set(U64, offset, value);
    }

    public static void put32(MemorySegment m, long offset, int value) {
        m.set(U32, offset, value);
    }
}
