// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.net.InetAddress;
import org.parley.media.transport.Counters;

/// The sockets of a media plane: makes sure that nobody else has the port, and opens a socket on it for each loop.
public final class Sockets implements IoFactory {
    private final InetAddress address;
    private final int port;

    private Sockets(InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    public static Sockets open(InetAddress address, int port, int loops) throws BindFailure {
        return new Sockets(address, port == 0 ? PortProbe.anyFree(address) : PortProbe.check(address, port));
    }

    public int port() {
        return port;
    }

    public String name() {
        return NativeIo.NAME;
    }

    @Override
    public PacketIo open(Counters counters, int number, int count) throws BindFailure {
        return new NativeIo(new NativeIo.Config(address, port, count > 1), counters);
    }
}
