// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.parley.impairment.Conditions;
import org.parley.impairment.Link;

/// The TCP connections of one participant, each on two links of its own.
final class TcpRelay {
    private static final int MOST_CONNECTIONS = 64;

    private final Selector selector;
    private final SocketAddress server;
    private final ServerSocketChannel listener;
    private final List<TcpFlow> flows = new ArrayList<>();
    private long seed;
    private boolean open = true;
    private Conditions up = Conditions.PERFECT;
    private Conditions down = Conditions.PERFECT;

    TcpRelay(Selector selector, InetSocketAddress local, SocketAddress server, long seed) throws IOException {
        this.selector = selector;
        this.server = server;
        this.seed = seed;
        listener = ServerSocketChannel.open();
        try {
            listener.bind(local);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT, (Relay.Ready) this::accept);
    }

    void change(Direction direction, Conditions conditions, long now) {
        switch (direction) {
            case UP -> up = conditions;
            case DOWN -> down = conditions;
        }
        flows.forEach(flow -> flow.change(direction, conditions, now));
    }

    /// Shut, no connection lives and none is taken.
    void open(boolean now) {
        open = now;
        if (!open) {
            closeAll();
        }
    }

    /// The server sees nobody at the old address any more, and a TCP connection doesn't outlive that.
    void closeAll() {
        flows.forEach(TcpFlow::close);
        flows.clear();
    }

    long deliver(long now) {
        long next = Link.NEVER;
        for (TcpFlow flow : flows) {
            next = Math.min(next, flow.deliver(now));
        }
        flows.removeIf(TcpFlow::isClosed);
        return next;
    }

    private void accept() throws IOException {
        SocketChannel client = listener.accept();
        if (client == null) {
            return;
        }
        if (!open || flows.size() >= MOST_CONNECTIONS) {
            client.close();
            return;
        }
        SocketChannel upstream = SocketChannel.open();
        try {
            upstream.connect(server);
            flows.add(new TcpFlow(selector, client, upstream, ++seed, up, down, System.nanoTime()));
        } catch (IOException _) {
            // The server takes no connection: then neither does the path.
            client.close();
            upstream.close();
        }
    }
}
