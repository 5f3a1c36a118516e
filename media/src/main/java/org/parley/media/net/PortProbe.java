// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;

/// Finds out whether a port is free for UDP and TCP, by taking it for a moment without sharing. Sockets of
/// loops share their port (SO_REUSEPORT), and so would those of a second server of the same user, which would
/// take half of the packets.
final class PortProbe {
    private static final int ATTEMPTS = 20;

    private PortProbe() {}

    static int check(InetAddress address, int port) throws BindFailure {
        InetSocketAddress wanted = new InetSocketAddress(address, port);
        try (DatagramChannel udp = DatagramChannel.open();
                ServerSocketChannel tcp = ServerSocketChannel.open()) {
            udp.bind(wanted);
            tcp.bind(wanted);
            return port;
        } catch (IOException e) {
            throw BindFailure.of(e, address, port);
        }
    }

    static int anyFree(InetAddress address) throws BindFailure {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return check(address, freeForUdp(address));
            } catch (BindFailure expected) {
                // TCP has that one already: another
            } catch (IOException e) {
                throw BindFailure.of(e, address, 0);
            }
        }
        throw new BindFailure("no port is free for media.");
    }

    private static int freeForUdp(InetAddress address) throws IOException {
        try (DatagramChannel udp = DatagramChannel.open()) {
            udp.bind(new InetSocketAddress(address, 0));
            return ((InetSocketAddress) udp.getLocalAddress()).getPort();
        }
    }
}
