// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Packet I/O by Linux system calls through foreign functions: `epoll`, `recvmmsg`, `sendmmsg`. One
/// dual-stack UDP socket for each loop; what leaves does so through this one always.
///
/// With several loops the kernel spreads packets of unknown peers over their sockets (SO_REUSEPORT); once a
/// peer is known, [#steer] opens a socket that is connected to it, only to receive from. The moment between
/// that socket's `bind` and `connect` may put packets of others into it; they are delivered as any others.
final class NativeIo implements PacketIo {
    private static final Logger log = LoggerFactory.getLogger(NativeIo.class);

    static final String NAME = "native (epoll, recvmmsg, sendmmsg with segmentation)";

    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_REUSEPORT = 15;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_RECVPKTINFO = 49;
    /// A key frame for everybody at once must fit; the kernel may allow less.
    private static final int BUFFER_SIZE = 4 << 20;

    private final Arena arena = Arena.ofShared();
    private final Libc libc = new Libc(arena);
    private final MemorySegment scratch = arena.allocate(SockAddr.SIZE, 8);
    private final Config config;
    private final int family;
    private final int socket;
    private final Epoll epoll;
    private final NativeTcp tcp;
    private final List<Integer> closing = new ArrayList<>();
    private final @Nullable NativeListener listener;
    private final ReceiveBatch in;
    private final SendBatch out;
    private final RouteProbe routes;

    /// @param address wildcard, or one address to listen on
    /// @param shared whether other loops have sockets on the same port
    /// @param listens whether this loop accepts the TCP connections for all
    /// @param segmentation whether packets for one peer may leave together
    record Config(InetAddress address, int port, boolean shared, boolean listens, boolean segmentation) {}

    NativeIo(Config config, Counters counters) throws BindFailure {
        this.config = config;
        int v6 = libc.socket(SockAddr.AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        family = v6 >= 0 ? SockAddr.AF_INET6 : SockAddr.AF_INET;
        try {
            socket = v6 >= 0 ? v6 : check(libc.socket(SockAddr.AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            prepare(socket, config.shared);
            bind(socket, Addresses.high(config.address), wildcardLow(config.address), config.port);
            epoll = new Epoll(libc, arena);
            epoll.add(socket, Epoll.UDP);
            routes = new RouteProbe(libc, family, check(libc.socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)), arena);
            listener = config.listens ? new NativeListener(libc, epoll, arena, family, config) : null;
        } catch (BindFailure e) {
            arena.close();
            throw e;
        }
        tcp = new NativeTcp(libc, epoll, arena, counters);
        in = new ReceiveBatch(libc, counters, arena);
        out = new SendBatch(libc, counters, socket, family, config.segmentation, arena);
    }

    /// The wildcard of either family means both.
    static long wildcardLow(InetAddress address) {
        return address.isAnyLocalAddress() ? 0 : Addresses.low(address);
    }

    private void prepare(int fd, boolean shared) throws BindFailure {
        if (family == SockAddr.AF_INET6) {
            option(fd, MessageHeader.IPPROTO_IPV6, IPV6_V6ONLY, 0);
            check(option(fd, MessageHeader.IPPROTO_IPV6, IPV6_RECVPKTINFO, 1));
        } else {
            check(option(fd, MessageHeader.IPPROTO_IP, MessageHeader.IP_PKTINFO, 1));
        }
        option(fd, SOL_SOCKET, SO_RCVBUF, BUFFER_SIZE);
        option(fd, SOL_SOCKET, SO_SNDBUF, BUFFER_SIZE);
        if (shared) {
            check(option(fd, SOL_SOCKET, SO_REUSEPORT, 1));
        }
    }

    private int option(int fd, int level, int option, int value) {
        scratch.set(ValueLayout.JAVA_INT, 0, value);
        return libc.setsockopt(fd, level, option, scratch.address(), 4);
    }

    private void bind(int fd, long high, long low, int port) throws BindFailure {
        SockAddr.write(scratch, 0, family, high, low, port);
        check(libc.bind(fd, scratch.address(), SockAddr.length(family)));
    }

    private int check(int result) throws BindFailure {
        if (result < 0) {
            throw BindFailure.ofErrno(libc.errno(), config.address, config.port);
        }
        return result;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void poll(long timeoutNanos, Receiver receiver) {
        if (!closing.isEmpty()) {
            closing.forEach(libc::close);
            closing.clear();
        }
        deliver(epoll.await(timeoutNanos), receiver);
    }

    @Override
    public boolean pollBriefly(long timeoutNanos, Receiver receiver) {
        if (!Libc.hasEpollPwait2()) {
            return false;
        }
        int ready = epoll.awaitBriefly(timeoutNanos);
        // A C library may have the function where the kernel (before 5.11) has not.
        if (ready < 0) {
            return false;
        }
        deliver(ready, receiver);
        return true;
    }

    private void deliver(int count, Receiver receiver) {
        for (int i = 0; i < count; i++) {
            switch (epoll.kind(i)) {
                case Epoll.UDP -> in.receive(epoll.fd(i), receiver);
                case Epoll.LISTENER -> accept(receiver);
                case Epoll.CONNECTION -> onConnection(i, receiver);
                default -> {
                    // the waker
                }
            }
        }
    }

    private void onConnection(int i, Receiver receiver) {
        TcpConnection connection = tcp.find(epoll.fd(i));
        if (connection != null && epoll.isWritable(i)) {
            tcp.connections().write(connection);
        }
        if (connection != null && epoll.isReadable(i)) {
            tcp.connections().onReadable(connection, receiver);
        }
    }

    private void accept(Receiver receiver) {
        if (listener != null) {
            listener.accept(tcp, receiver);
        }
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public void send(Peer peer, PacketSlots slots, int first) {
        out.add(peer, slots, first);
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
    public void adopt(TcpConnection connection, Receiver receiver) {
        tcp.adopt(connection);
        tcp.connections().adopt(connection, receiver);
    }

    @Override
    public void close(TcpConnection connection) {
        tcp.connections().close(connection);
    }

    @Override
    public void tidy(long nowNanos, Receiver receiver) {
        tcp.connections().tidy(nowNanos, receiver);
        if (listener != null) {
            listener.resume();
        }
    }

    @Override
    public void flush() {
        out.flush();
        tcp.connections().flush();
    }

    @Override
    public void locate(Peer peer) {
        routes.look(peer);
    }

    @Override
    public void steer(Peer peer) {
        if (!config.shared || peer.steering != null) {
            return;
        }
        int fd = libc.socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            log.debug("no socket for a peer: errno {}", libc.errno());
            return;
        }
        try {
            prepare(fd, true);
            bind(fd, peer.localHigh, peer.localLow, config.port);
            SockAddr.write(scratch, 0, family, peer.remoteHigh, peer.remoteLow, peer.remotePort);
            check(libc.connect(fd, scratch.address(), SockAddr.length(family)));
            epoll.add(fd, Epoll.UDP);
            peer.steering = fd;
        } catch (BindFailure e) {
            log.debug("no socket of its own for a peer", e);
            libc.close(fd);
        }
    }

    @Override
    public void unsteer(Peer peer) {
        if (peer.steering instanceof Integer fd) {
            peer.steering = null;
            epoll.remove(fd);
            // Not closed yet: the batch of events in hand may name it, and its number may be given to another socket.
            closing.add(fd);
        }
    }

    @Override
    public void close() {
        tcp.connections().closeAll();
        if (listener != null) {
            listener.close();
        }
        libc.close(socket);
        routes.close();
        epoll.close();
        arena.close();
    }
}
