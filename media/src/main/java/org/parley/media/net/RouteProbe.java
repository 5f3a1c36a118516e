// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Finds out which of our own addresses the system would choose towards a peer, by connecting a UDP socket,
/// which sends nothing. Where that is the wanted one anyway, naming it with every message would only cost
/// time: measured 5 % of all that a packet costs.
final class RouteProbe {
    private static final int AF_UNSPEC = 0;
    private static final int LENGTH_AT = SockAddr.SIZE;

    private final Libc libc;
    private final int family;
    private final int socket;
    /// A socket address, and its length.
    private final MemorySegment memory;

    /// @param socket not bound, of this family; the probe's own from now on
    RouteProbe(Libc libc, int family, int socket, Arena arena) {
        this.libc = libc;
        this.family = family;
        this.socket = socket;
        memory = arena.allocate(SockAddr.SIZE + 8L, 8);
    }

    /// Notes it in the peer. Costs three system calls.
    void look(Peer peer) {
        peer.defaultSource = false;
        // A UDP socket keeps the source it had first until it is dissolved.
        SockAddr.write(memory, 0, AF_UNSPEC, 0, 0, 0);
        libc.connect(socket, memory.address(), SockAddr.length(family));
        SockAddr.write(memory, 0, family, peer.remoteHigh, peer.remoteLow, peer.remotePort);
        if (libc.connect(socket, memory.address(), SockAddr.length(family)) != 0) {
            return;
        }
        memory.set(ValueLayout.JAVA_INT, LENGTH_AT, SockAddr.SIZE);
        if (libc.getsockname(socket, memory.address(), memory.address() + LENGTH_AT) == 0) {
            peer.defaultSource = SockAddr.high(memory, 0) == peer.localHigh && SockAddr.low(memory, 0) == peer.localLow;
        }
    }

    void close() {
        libc.close(socket);
    }
}
