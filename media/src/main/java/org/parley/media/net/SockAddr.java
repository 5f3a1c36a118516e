// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// `struct sockaddr_in6` and, on systems without IPv6, `struct sockaddr_in`.
final class SockAddr {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    /// Room for either.
    static final int SIZE = 32;

    private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SockAddr() {}

    static int length(int family) {
        return family == AF_INET6 ? 28 : 16;
    }

    static void write(MemorySegment to, long at, int family, long high, long low, int port) {
        to.set(FAMILY, at, (short) family);
        to.set(SHORT, at + 2, (short) port);
        if (family == AF_INET6) {
            to.set(INT, at + 4, 0);
            to.set(LONG, at + 8, high);
            to.set(LONG, at + 16, low);
            to.set(INT, at + 24, 0);
        } else {
            to.set(INT, at + 4, (int) low);
            to.set(LONG, at + 8, 0);
        }
    }

    static int port(MemorySegment from, long at) {
        return from.get(SHORT, at + 2) & 0xffff;
    }

    static long high(MemorySegment from, long at) {
        return from.get(FAMILY, at) == AF_INET6 ? from.get(LONG, at + 8) : 0;
    }

    static long low(MemorySegment from, long at) {
        return from.get(FAMILY, at) == AF_INET6 ? from.get(LONG, at + 16) : mapped(from.get(INT, at + 4));
    }

    static long mapped(int address) {
        return Addresses.MAPPED | (address & 0xffff_ffffL);
    }
}
