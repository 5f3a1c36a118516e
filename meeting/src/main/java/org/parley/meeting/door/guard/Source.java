// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.net.InetAddress;

/// Whom a try comes from: an IPv4 address, or the /64 of an IPv6 address, which is the least that a provider
/// hands out to one customer.
///
/// @param bits IPv6: the first 64 bits; IPv4: the address in the low half. The high half is then 0, where no
///     IPv6 address in use begins
public record Source(long bits) {
    private static final int MAPPED_PREFIX_BYTES = 12;

    public static Source of(InetAddress address) {
        return of(address.getAddress());
    }

    /// @param address 4 or 16 bytes in network order; an IPv4-mapped one counts as IPv4, `::1` as 127.0.0.1
    public static Source of(byte[] address) {
        return switch (address.length) {
            case 4 -> new Source(number(address, 0, 4));
            case 16 -> {
                if (isMapped(address)) {
                    yield new Source(number(address, MAPPED_PREFIX_BYTES, 4));
                }
                long high = number(address, 0, 8);
                yield new Source(high == 0 && number(address, 8, 8) == 1 ? 0x7f00_0001L : high);
            }
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length);
        };
    }

    boolean isIpv4() {
        return bits >>> 32 == 0;
    }

    private static boolean isMapped(byte[] address) {
        return number(address, 0, 8) == 0 && number(address, 8, 4) == 0xffffL;
    }

    private static long number(byte[] bytes, int from, int count) {
        long number = 0;
        for (int i = from; i < from + count; i++) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number;
    }

    @Override
    public String toString() {
        return "Source[…]";
    }
}
