// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// IP addresses as two numbers: IPv6, or IPv4 mapped into it.
public final class Addresses {
    static final long MAPPED = 0xffffL << 32;

    private Addresses() {}

    static boolean isMapped(long high, long low) {
        return high == 0 && low >>> 32 == 0xffff;
    }

    static byte[] bytes(long high, long low) {
        if (isMapped(high, low)) {
            return ByteBuffer.allocate(4).putInt((int) low).array();
        }
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    public static long high(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? 0 : ByteBuffer.wrap(bytes).getLong();
    }

    public static long low(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? MAPPED | (ByteBuffer.wrap(bytes).getInt() & 0xffff_ffffL)
                : ByteBuffer.wrap(bytes).getLong(8);
    }

    static InetSocketAddress socketAddress(Peer peer) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(peer.remoteAddress()), peer.remotePort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
