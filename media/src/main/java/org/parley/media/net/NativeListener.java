// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The listening TCP socket. It does not share its port, so a second server on it fails to start.
final class NativeListener {
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_SNDBUF = 7;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int IPV6_V6ONLY = 26;
    private static final int BACKLOG = 256;
    /// Connections accepted in one turn.
    private static final int AT_ONCE = 32;
    /// What waits in the kernel is late: little, so that a slow reader is noticed here.
    private static final int SEND_BUFFER = 128 << 10;

    private final Libc libc;
    private final Epoll epoll;
    private final int fd;
    private final MemorySegment scratch;
    private boolean paused;

    NativeListener(Libc libc, Epoll epoll, Arena arena, int family, NativeIo.Config config) throws BindFailure {
        this.libc = libc;
        this.epoll = epoll;
        scratch = arena.allocate(SockAddr.SIZE + 8, 8);
        fd = libc.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        if (family == SockAddr.AF_INET6) {
            option(fd, MessageHeader.IPPROTO_IPV6, IPV6_V6ONLY, 0);
        }
        SockAddr.write(
                scratch,
                0,
                family,
                Addresses.high(config.address()),
                NativeIo.wildcardLow(config.address()),
                config.port());
        if (fd < 0 || libc.bind(fd, scratch.address(), SockAddr.length(family)) < 0 || libc.listen(fd, BACKLOG) < 0) {
            BindFailure failure = BindFailure.ofErrno(libc.errno(), config.address(), config.port());
            libc.close(fd);
            throw failure;
        }
        epoll.add(fd, Epoll.LISTENER);
    }

    private void option(int socket, int level, int option, int value) {
        scratch.set(ValueLayout.JAVA_INT, 0, value);
        libc.setsockopt(socket, level, option, scratch.address(), 4);
    }

    void accept(NativeTcp tcp, PacketIo.Receiver receiver) {
        for (int i = 0; i < AT_ONCE; i++) {
            scratch.set(ValueLayout.JAVA_INT, SockAddr.SIZE, SockAddr.SIZE);
            int socket = libc.accept4(
                    fd, scratch.address(), scratch.address() + SockAddr.SIZE, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (socket < 0) {
                pauseIfExhausted(libc.errno());
                return;
            }
            long high = SockAddr.high(scratch, 0);
            long low = SockAddr.low(scratch, 0);
            int port = SockAddr.port(scratch, 0);
            if (!tcp.connections().admit(receiver)) {
                libc.close(socket);
                continue;
            }
            option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
            option(socket, SOL_SOCKET, SO_SNDBUF, SEND_BUFFER);
            tcp.accepted(socket, high, low, port);
        }
    }

    /// Out of file descriptors: whoever waits goes on waiting, and we don't spin.
    private void pauseIfExhausted(int errno) {
        if (errno == Libc.EMFILE || errno == Libc.ENFILE) {
            paused = true;
            epoll.change(fd, Epoll.LISTENER, false, false);
        }
    }

    void resume() {
        if (paused) {
            paused = false;
            epoll.change(fd, Epoll.LISTENER, true, false);
        }
    }

    void close() {
        libc.close(fd);
    }
}
