// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.impairment.Conditions;
import org.parley.impairment.Counts;
import org.parley.impairment.Link;

/// The datagrams of one participant. All of the participant's addresses share the two directions of the path, as they
/// share the wire at home; the server sees each as an address of its own.
final class UdpRelay {
    /// IPv4 and UDP headers, which a bottleneck carries too.
    private static final int HEADERS = 28;

    /// Of one participant: a browser has a socket for each interface, and again for each restart of ICE.
    private static final int MOST_CLIENTS = 256;

    private static final int RECEIVE_BUFFER = 1 << 20;

    private final Selector selector;
    private final SocketAddress server;
    private final DatagramChannel listener;
    private final Map<SocketAddress, Client> clients = new HashMap<>();
    private final Link<Datagram> up;
    private final Link<Datagram> down;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);

    private record Datagram(Client client, ByteBuffer bytes) {}

    private final class Client {
        private final SocketAddress address;
        /// Another one after each move.
        private DatagramChannel upstream;

        private Client(SocketAddress address) throws IOException {
            this.address = address;
            this.upstream = open();
        }

        private DatagramChannel open() throws IOException {
            DatagramChannel channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(localAddress(), 0));
            channel.connect(server);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, (Relay.Ready) () -> receive(this));
            return channel;
        }
    }

    UdpRelay(Selector selector, InetSocketAddress local, SocketAddress server, long seed, long now) throws IOException {
        this.selector = selector;
        this.server = server;
        this.up = new Link<>(Link.Kind.DATAGRAMS, seed, Conditions.PERFECT, now);
        this.down = new Link<>(Link.Kind.DATAGRAMS, ~seed, Conditions.PERFECT, now);
        this.listener = DatagramChannel.open();
        listener.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        listener.bind(local);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_READ, (Relay.Ready) this::receive);
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    void change(Direction direction, Conditions conditions, long now) {
        link(direction).change(conditions, now);
    }

    Counts counts(Direction direction) {
        return link(direction).counts();
    }

    private Link<Datagram> link(Direction direction) {
        return switch (direction) {
            case UP -> up;
            case DOWN -> down;
        };
    }

    /// Every client gets a new address towards the server. What is still sent to the old ones is lost, as behind a
    /// router that has forgotten them.
    void move() throws IOException {
        for (Client client : clients.values()) {
            client.upstream.close();
            client.upstream = client.open();
        }
    }

    /// Delivers what has come through by now.
    ///
    /// @return when to be called again
    long deliver(long now) throws IOException {
        for (Datagram next = up.poll(now); next != null; next = up.poll(now)) {
            try {
                next.client().upstream.write(next.bytes().duplicate());
            } catch (PortUnreachableException _) {
                // The server is gone or not there yet, which is no business of the path's.
            }
        }
        for (Datagram next = down.poll(now); next != null; next = down.poll(now)) {
            listener.send(next.bytes().duplicate(), next.client().address);
        }
        return Math.min(up.nextAt(now), down.nextAt(now));
    }

    private void receive() throws IOException {
        for (; ; ) {
            buffer.clear();
            SocketAddress from = listener.receive(buffer);
            if (from == null) {
                return;
            }
            Client client = client(from);
            if (client != null) {
                offer(up, client);
            }
        }
    }

    private @Nullable Client client(SocketAddress address) throws IOException {
        Client known = clients.get(address);
        if (known == null && clients.size() < MOST_CLIENTS) {
            known = new Client(address);
            clients.put(address, known);
        }
        return known;
    }

    private void receive(Client client) throws IOException {
        for (; ; ) {
            buffer.clear();
            try {
                if (client.upstream.read(buffer) <= 0) {
                    return;
                }
            } catch (PortUnreachableException _) {
                return;
            }
            offer(down, client);
        }
    }

    private void offer(Link<Datagram> link, Client client) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        link.offer(new Datagram(client, ByteBuffer.wrap(bytes)), bytes.length + HEADERS, System.nanoTime());
    }

    private InetAddress localAddress() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getAddress();
    }
}
