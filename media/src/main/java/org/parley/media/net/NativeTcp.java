// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.Counters;

/// TCP connections by system calls: finds a connection by its file descriptor.
final class NativeTcp {
    private final Libc libc;
    private final Epoll epoll;
    private final TcpConnections connections;
    private @Nullable TcpConnection[] byFd = new TcpConnection[64];

    NativeTcp(Libc libc, Epoll epoll, Arena arena, Counters counters) {
        this.libc = libc;
        this.epoll = epoll;
        connections = new TcpConnections(arena, counters, this::forget);
    }

    TcpConnections connections() {
        return connections;
    }

    @Nullable
    TcpConnection find(int fd) {
        return fd < byFd.length ? byFd[fd] : null;
    }

    void accepted(int fd, long remoteHigh, long remoteLow, int remotePort) {
        Stream stream = new Stream(fd, libc, epoll);
        TcpConnection connection = new TcpConnection(stream, remoteHigh, remoteLow, remotePort, System.nanoTime());
        watch(connection, stream);
        connections.add(connection);
    }

    void adopt(TcpConnection connection) {
        if (connection.stream instanceof Stream stream) {
            stream.libc = libc;
            stream.epoll = epoll;
            watch(connection, stream);
        }
    }

    private void watch(TcpConnection connection, Stream stream) {
        if (stream.fd >= byFd.length) {
            byFd = Arrays.copyOf(byFd, Math.max(stream.fd + 1, 2 * byFd.length));
        }
        byFd[stream.fd] = connection;
        epoll.add(stream.fd, Epoll.CONNECTION);
    }

    private void forget(TcpConnection connection) {
        if (connection.stream instanceof Stream stream) {
            byFd[stream.fd] = null;
        }
    }

    private static final class Stream implements TcpStream {
        private final int fd;
        private Libc libc;
        private Epoll epoll;

        Stream(int fd, Libc libc, Epoll epoll) {
            this.fd = fd;
            this.libc = libc;
            this.epoll = epoll;
        }

        @Override
        public int read(MemorySegment to, long offset, int length) {
            long read = libc.read(fd, to.address() + offset, length);
            if (read > 0) {
                return (int) read;
            }
            return read < 0 && isTransient(libc.errno()) ? 0 : -1;
        }

        @Override
        public int write(MemorySegment from, long offset, int length) {
            long written = libc.send(
                    fd, from.address() + offset, length, MessageHeader.MSG_DONTWAIT | MessageHeader.MSG_NOSIGNAL);
            if (written >= 0) {
                return (int) written;
            }
            return isTransient(libc.errno()) ? 0 : -1;
        }

        private static boolean isTransient(int errno) {
            return errno == Libc.EAGAIN || errno == Libc.EINTR;
        }

        @Override
        public void watchWritable(boolean wanted) {
            epoll.change(fd, Epoll.CONNECTION, true, wanted);
        }

        @Override
        public void detach() {
            epoll.remove(fd);
        }

        @Override
        public void close() {
            libc.close(fd);
        }
    }
}
