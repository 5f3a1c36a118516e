// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.parley.media.transport.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TCP connections by NIO.
final class NioTcp {
    private static final Logger log = LoggerFactory.getLogger(NioTcp.class);
    private static final int SEND_BUFFER = 128 << 10;

    private final Selector selector;
    private final TcpConnections connections;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();

    NioTcp(Selector selector, List<InetAddress> addresses, int port, Arena arena, Counters counters)
            throws IOException {
        this.selector = selector;
        connections = new TcpConnections(arena, counters, connection -> {
            // It is looked up by its selection key, which ends with its channel.
        });
        try {
            for (InetAddress address : addresses) {
                ServerSocketChannel listener = ServerSocketChannel.open();
                listeners.add(listener);
                listener.configureBlocking(false);
                listener.bind(new InetSocketAddress(address, port));
                listener.register(selector, SelectionKey.OP_ACCEPT, listener);
            }
        } catch (IOException e) {
            closeListeners();
            throw e;
        }
    }

    TcpConnections connections() {
        return connections;
    }

    void ready(SelectionKey key, PacketIo.Receiver receiver) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof ServerSocketChannel listener) {
            accept(listener, receiver);
        } else if (key.attachment() instanceof TcpConnection connection) {
            if (key.isWritable()) {
                connections.write(connection);
            }
            if (key.isValid() && key.isReadable()) {
                connections.onReadable(connection, receiver);
            }
        }
    }

    private void accept(ServerSocketChannel listener, PacketIo.Receiver receiver) {
        try {
            SocketChannel channel = listener.accept();
            if (channel == null) {
                return;
            }
            if (!connections.admit(receiver)) {
                channel.close();
                return;
            }
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            if (!(channel.getRemoteAddress() instanceof InetSocketAddress remote)) {
                channel.close();
                return;
            }
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            TcpConnection connection = new TcpConnection(
                    new Stream(channel, key),
                    Addresses.high(remote.getAddress()),
                    Addresses.low(remote.getAddress()),
                    remote.getPort(),
                    System.nanoTime());
            key.attach(connection);
            connections.add(connection);
        } catch (IOException e) {
            log.debug("accepting failed", e);
        }
    }

    void close() {
        connections.closeAll();
        closeListeners();
    }

    private void closeListeners() {
        try {
            for (ServerSocketChannel listener : listeners) {
                listener.close();
            }
        } catch (IOException e) {
            log.debug("closing failed", e);
        }
    }

    private record Stream(SocketChannel channel, SelectionKey key) implements TcpStream {
        @Override
        public int read(MemorySegment to, long offset, int length) {
            try {
                return channel.read(view(to, offset, length));
            } catch (IOException e) {
                return -1;
            }
        }

        @Override
        public int write(MemorySegment from, long offset, int length) {
            try {
                return channel.write(view(from, offset, length));
            } catch (IOException e) {
                return -1;
            }
        }

        private static ByteBuffer view(MemorySegment memory, long offset, int length) {
            return memory.asSlice(offset, length).asByteBuffer();
        }

        @Override
        public void watchWritable(boolean wanted) {
            key.interestOps(wanted ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        @Override
        public void detach() {
            throw new UnsupportedOperationException("there is one loop only");
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                log.debug("closing failed", e);
            }
        }
    }
}
