// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Packet I/O by NIO, for systems without the native calls. NIO does not say which of our addresses a
/// datagram was sent to, so there is a channel for each address. Each packet is a system call of its own and
/// leaves some garbage.
final class NioIo implements PacketIo {
    private static final Logger log = LoggerFactory.getLogger(NioIo.class);

    static final String NAME = "portable (NIO)";

    private static final int BUFFER = 2_048;
    private static final int BUFFER_SIZE = 4 << 20;
    /// Datagrams of one channel before the others have their turn.
    private static final int AT_ONCE = 128;

    private final Counters counters;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment in = arena.allocate(BUFFER, 64);
    private final ByteBuffer inView = in.asByteBuffer();
    private final Selector selector = openSelector();
    private final List<Channel> channels = new ArrayList<>();
    private final NioTcp tcp;

    /// A UDP channel bound to one of our addresses.
    private record Channel(DatagramChannel udp, long high, long low) {}

    /// What a peer's packets leave by.
    private record Route(DatagramChannel udp, InetSocketAddress remote) {}

    /// @param addresses of this machine, one or more
    NioIo(List<InetAddress> addresses, int port, Counters counters) throws BindFailure {
        this.counters = counters;
        try {
            for (InetAddress address : addresses) {
                channels.add(open(address, port));
            }
            tcp = new NioTcp(selector, addresses, port, arena, counters);
        } catch (IOException e) {
            closeChannels();
            arena.close();
            throw BindFailure.of(e, addresses.getFirst(), port);
        }
    }

    private static Selector openSelector() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Channel open(InetAddress address, int port) throws IOException {
        DatagramChannel udp = DatagramChannel.open();
        try {
            udp.configureBlocking(false);
            udp.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_SIZE);
            udp.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_SIZE);
            udp.bind(new InetSocketAddress(address, port));
            Channel channel = new Channel(udp, Addresses.high(address), Addresses.low(address));
            udp.register(selector, SelectionKey.OP_READ, channel);
            return channel;
        } catch (IOException e) {
            udp.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void poll(long timeoutNanos, Receiver receiver) {
        try {
            long millis = Duration.ofNanos(timeoutNanos + 999_999).toMillis();
            if (millis == 0) {
                selector.selectNow(key -> ready(key, receiver));
            } else {
                selector.select(key -> ready(key, receiver), millis);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean pollBriefly(long timeoutNanos, Receiver receiver) {
        return false; // a selector waits for whole milliseconds
    }

    private void ready(SelectionKey key, Receiver receiver) {
        if (key.attachment() instanceof Channel channel) {
            receive(channel, receiver);
        } else {
            tcp.ready(key, receiver);
        }
    }

    private void receive(Channel channel, Receiver receiver) {
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                inView.clear();
                if (!(channel.udp.receive(inView) instanceof InetSocketAddress from)) {
                    return;
                }
                int length = inView.position();
                // A full buffer: the rest is cut off, and no packet of ours is so long.
                if (length == 0 || length == BUFFER) {
                    counters.increment(Counter.MALFORMED);
                    continue;
                }
                InetAddress address = from.getAddress();
                receiver.onDatagram(
                        in,
                        0,
                        length,
                        Addresses.high(address),
                        Addresses.low(address),
                        from.getPort(),
                        channel.high,
                        channel.low);
            }
        } catch (IOException e) {
            // For example "port unreachable" of an earlier packet, on some systems.
            log.debug("receiving failed", e);
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void send(Peer peer, PacketSlots slots, int first) {
        Route route = route(peer);
        for (int slot = first; slot != PacketSlots.NONE; slot = slots.next(slot)) {
            int offset = Math.toIntExact(PacketSlots.offset(slot));
            int length = slots.length(slot);
            counters.increment(Counter.PACKETS_OUT);
            counters.add(Counter.BYTES_OUT, length);
            ByteBuffer view = slots.view();
            view.clear().limit(offset + length).position(offset);
            try {
                boolean sent = route != null && route.udp.send(view, route.remote) > 0;
                counters.increment(sent ? Counter.MESSAGES_OUT : Counter.SEND_BUSY);
            } catch (IOException e) {
                counters.increment(Counter.SEND_FAILED);
            }
        }
    }

    private @Nullable Route route(Peer peer) {
        if (peer.steering instanceof Route route) {
            return route;
        }
        for (Channel channel : channels) {
            if (channel.high == peer.localHigh && channel.low == peer.localLow) {
                Route route = new Route(channel.udp, Addresses.socketAddress(peer));
                peer.steering = route;
                return route;
            }
        }
        return null;
    }

    @Override
    public void send(TcpConnection connection, PacketSlots slots, int first) {
        tcp.connections().send(connection, slots, first);
    }

    @Override
    public void proven(TcpConnection connection) {
        tcp.connections().proven(connection);
    }

    @Override
    public void adopt(TcpConnection connection, Receiver to) {
        throw new UnsupportedOperationException("there is one loop only");
    }

    @Override
    public void close(TcpConnection connection) {
        tcp.connections().close(connection);
    }

    @Override
    public void tidy(long nowNanos, Receiver to) {
        tcp.connections().tidy(nowNanos, to);
    }

    @Override
    public void flush() {
        tcp.connections().flush();
    }

    @Override
    public void steer(Peer peer) {
        // There is one loop only.
    }

    @Override
    public void locate(Peer peer) {
        // Each address has a channel of its own.
    }

    @Override
    public void unsteer(Peer peer) {
        peer.steering = null;
    }

    @Override
    public void close() {
        tcp.close();
        closeChannels();
        arena.close();
    }

    private void closeChannels() {
        try {
            for (Channel channel : channels) {
                channel.udp.close();
            }
            selector.close();
        } catch (IOException e) {
            log.debug("closing failed", e);
        }
    }
}
