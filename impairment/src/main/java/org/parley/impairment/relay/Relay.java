// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment.relay;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.parley.impairment.Conditions;
import org.parley.impairment.Counts;
import org.parley.impairment.Link;

/// The path of one participant, on one port for UDP and TCP. [#run] is its thread; [#change], [#move] and the like may
/// be called from any other and take effect in their order.
public final class Relay implements AutoCloseable {
    private static final int ATTEMPTS = 50;

    /// Attached to a selector's key: called when its channel has something.
    interface Ready {
        void run() throws IOException;
    }

    private interface Order {
        void run(long now) throws IOException;
    }

    private final Selector selector;
    private final UdpRelay udp;
    private final TcpRelay tcp;
    private final ConcurrentLinkedQueue<Order> orders = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    private Relay(Selector selector, UdpRelay udp, TcpRelay tcp) {
        this.selector = selector;
        this.udp = udp;
        this.tcp = tcp;
    }

    /// @param local the address to listen at
    /// @param server where the server has UDP and TCP
    public static Relay open(InetAddress local, InetSocketAddress server, long seed) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Selector selector = Selector.open();
            UdpRelay udp = new UdpRelay(selector, new InetSocketAddress(local, 0), server, seed, System.nanoTime());
            try {
                TcpRelay tcp = new TcpRelay(selector, new InetSocketAddress(local, udp.port()), server, seed);
                return new Relay(selector, udp, tcp);
            } catch (BindException e) {
                closeAll(selector);
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    public int port() throws IOException {
        return udp.port();
    }

    public void change(Direction direction, Conditions conditions) {
        order(now -> {
            udp.change(direction, conditions, now);
            tcp.change(direction, conditions, now);
        });
    }

    /// The server sees every client at a new address, and TCP connections end.
    public void move() {
        order(_ -> {
            udp.move();
            tcp.closeAll();
        });
    }

    public void allowTcp(boolean allowed) {
        order(_ -> tcp.open(allowed));
    }

    /// Of the datagrams so far, up and down.
    public void count(BiConsumer<Counts, Counts> to) {
        order(_ -> to.accept(udp.counts(Direction.UP), udp.counts(Direction.DOWN)));
    }

    private void order(Order order) {
        orders.add(order);
        selector.wakeup();
    }

    /// Relays until closed.
    public void run() throws IOException {
        try {
            while (!closing) {
                for (Order order = orders.poll(); order != null; order = orders.poll()) {
                    order.run(System.nanoTime());
                }
                long now = System.nanoTime();
                long next = Math.min(udp.deliver(now), tcp.deliver(now));
                await(next);
                for (var key : selector.selectedKeys()) {
                    if (key.isValid() && key.attachment() instanceof Ready ready) {
                        ready.run();
                    }
                }
                selector.selectedKeys().clear();
            }
        } finally {
            closeAll(selector);
        }
    }

    /// To the millisecond, late rather than early.
    private void await(long next) throws IOException {
        if (next == Link.NEVER) {
            selector.select();
            return;
        }
        long left = next - System.nanoTime();
        if (left <= 0) {
            selector.selectNow();
        } else {
            selector.select((left + 999_999) / 1_000_000);
        }
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
    }

    private static void closeAll(Selector selector) throws IOException {
        for (var key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
