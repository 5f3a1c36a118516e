// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import org.jspecify.annotations.Nullable;
import org.parley.media.ice.CandidatePair;
import org.parley.media.net.Peer;
import org.parley.media.net.TcpConnection;
import org.parley.media.stun.MappedAddress;

/// A way to an endpoint: where its packets come from and go to. Loop's thread only.
abstract sealed class Path {
    final Transport transport;
    /// Null until its first valid check.
    @Nullable
    CandidatePair pair;

    Path(Transport transport) {
        this.transport = transport;
    }

    /// The endpoint's address as we see it.
    abstract MappedAddress source();

    static final class Udp extends Path {
        final Peer peer;

        Udp(Peer peer, Transport transport) {
            super(transport);
            this.peer = peer;
        }

        @Override
        MappedAddress source() {
            return new MappedAddress(peer.remoteAddress(), peer.remotePort());
        }
    }

    static final class Tcp extends Path {
        final TcpConnection connection;

        Tcp(TcpConnection connection, Transport transport) {
            super(transport);
            this.connection = connection;
        }

        @Override
        MappedAddress source() {
            return new MappedAddress(connection.remoteAddress(), connection.remotePort());
        }
    }
}
