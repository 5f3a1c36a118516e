// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// What tries are counted by. The first four are sources: one, and the networks around it.
enum Level {
    /// IPv4 address, IPv6 /64.
    ADDRESS(32, 64),
    /// IPv4 /24, IPv6 /56: one customer's line, or one rack.
    NEIGHBOURS(24, 56),
    /// IPv6 /48: one organisation.
    SITE(0, 48),
    /// IPv6 /32: one provider, or one hoster with all its addresses.
    NETWORK(0, 32),
    /// All sources at one tenant's door.
    TENANT(0, 0),
    /// All sources at all doors.
    EVERYWHERE(0, 0),
    /// One meeting number, there or not, from all sources.
    TARGET(0, 0),
    /// A source that got in at this number before.
    REGULAR(0, 0),
    /// Wrong links from one source.
    LINKS(32, 64);

    private final int ipv4Bits;
    private final int ipv6Bits;

    Level(int ipv4Bits, int ipv6Bits) {
        this.ipv4Bits = ipv4Bits;
        this.ipv6Bits = ipv6Bits;
    }

    /// Whether a source of this kind is counted here.
    boolean holds(Source source) {
        return (source.isIpv4() ? ipv4Bits : ipv6Bits) > 0;
    }

    long key(Source source) {
        int dropped = source.isIpv4() ? 32 - ipv4Bits : 64 - ipv6Bits;
        return (source.bits() >>> dropped) << dropped;
    }

    /// The network of a key of this level, as in `192.0.2.0/24`.
    String text(long key) {
        return Cidr.text(key, new Source(key).isIpv4() ? ipv4Bits : ipv6Bits);
    }
}
