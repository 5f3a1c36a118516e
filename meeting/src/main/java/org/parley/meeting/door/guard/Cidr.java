// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.net.InetAddress;
import java.util.Optional;

/// A network, as an operator writes it: `192.0.2.0/24`, `2001:db8::/48`, or one address.
///
/// @param source its first address
/// @param length IPv4: 0 to 32; IPv6: 0 to 64, as nothing finer is told apart
public record Cidr(Source source, int length) {
    private static final int LONGEST = 50;

    public Cidr {
        boolean ipv4 = source.isIpv4();
        int most = ipv4 ? 32 : 64;
        if (length < 0 || length > most) {
            throw new IllegalArgumentException("a network has 0 to %d bits, not %d".formatted(most, length));
        }
        source = new Source(cut(source.bits(), most - length));
        if (source.isIpv4() != ipv4) {
            throw new IllegalArgumentException("an IPv6 network of %d bits is too wide".formatted(length));
        }
    }

    /// The network of one source alone.
    public static Cidr of(Source source) {
        return new Cidr(source, source.isIpv4() ? 32 : 64);
    }

    /// Reads what an operator wrote; empty if it is no network. Never asks a name server.
    public static Optional<Cidr> parse(String text) {
        String address = text.strip();
        int slash = address.indexOf('/');
        String bits = slash < 0 ? "" : address.substring(slash + 1);
        address = slash < 0 ? address : address.substring(0, slash);
        boolean literal = !address.isEmpty()
                && address.length() <= LONGEST
                && address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')
                && (address.indexOf(':') >= 0
                        || address.chars().filter(c -> c == '.').count() == 3);
        if (!literal || (slash >= 0 && !bits.matches("[0-9]{1,3}"))) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            Source source = Source.of(bytes);
            int given = slash < 0 ? 128 : Integer.parseInt(bits);
            boolean tooLong = given > (bytes.length == 4 && slash >= 0 ? 32 : 128);
            boolean reserved = bytes.length == 16 && source.isIpv4() && given < 128;
            if (tooLong || reserved) {
                return Optional.empty();
            }
            return Optional.of(new Cidr(source, Math.min(given, source.isIpv4() ? 32 : 64)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public boolean contains(Source other) {
        boolean ipv4 = source.isIpv4();
        return ipv4 == other.isIpv4() && cut(other.bits(), (ipv4 ? 32 : 64) - length) == source.bits();
    }

    static long cut(long bits, int dropped) {
        return dropped == 64 ? 0 : (bits >>> dropped) << dropped;
    }

    static String text(long bits, int length) {
        if (bits >>> 32 == 0) {
            return "%d.%d.%d.%d/%d"
                    .formatted((bits >> 24) & 255, (bits >> 16) & 255, (bits >> 8) & 255, bits & 255, length);
        }
        var text = new StringBuilder();
        long rest = bits;
        while (rest != 0) {
            text.append(Long.toHexString(rest >>> 48)).append(':');
            rest <<= 16;
        }
        // All four groups written leave no group of zeros to shorten but the lower half of the address.
        return text.append(":/").append(length).toString();
    }

    @Override
    public String toString() {
        return text(source.bits(), length);
    }
}
