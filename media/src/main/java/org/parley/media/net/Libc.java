// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The system calls of Linux that packets need, and `errno` of the last one. Pointers are passed as numbers.
/// An object belongs to one thread. Initialising the class fails where libc lacks one of them.
final class Libc {
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EMSGSIZE = 90;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = bind("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = bind("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CONNECT = bind("connect", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LISTEN = bind("listen", JAVA_INT, JAVA_INT);
    private static final MethodHandle ACCEPT4 = bind("accept4", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = bind("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            bind("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = bind("close", JAVA_INT);
    private static final MethodHandle EVENTFD = bind("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE = bind("epoll_create1", JAVA_INT);
    private static final MethodHandle EPOLL_CTL = bind("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT = plain("epoll_wait", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    /// In glibc since 2.35; null where it is missing.
    private static final @Nullable MethodHandle EPOLL_PWAIT2 =
            optional("epoll_pwait2", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle RECVMMSG = plain("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDMMSG = plain("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDMMSG_AGAIN = bind("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ = bindLong("read", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE = bindLong("write", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SEND = bindLong("send", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

    private final MemorySegment state;

    Libc(Arena arena) {
        state = arena.allocate(STATE);
    }

    /// Whether the class could be initialised.
    static boolean isThere() {
        return SENDMMSG != null;
    }

    private static MethodHandle bind(String name, ValueLayout... arguments) {
        return link(name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static MethodHandle bindLong(String name, ValueLayout... arguments) {
        return link(name, FunctionDescriptor.of(JAVA_LONG, arguments));
    }

    /// Without errno: to catch it costs 40 bytes of garbage for a call, until everything is compiled.
    private static MethodHandle plain(String name, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static @Nullable MethodHandle optional(String name, ValueLayout... arguments) {
        return LINKER.defaultLookup().find(name).isPresent() ? plain(name, arguments) : null;
    }

    private static MethodHandle link(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }

    /// Of the last call that returned -1.
    int errno() {
        return state.get(JAVA_INT, ERRNO);
    }

    int socket(int family, int type, int protocol) {
        try {
            return (int) SOCKET.invokeExact(state, family, type, protocol);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int bind(int fd, long address, int length) {
        try {
            return (int) BIND.invokeExact(state, fd, address, length);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int connect(int fd, long address, int length) {
        try {
            return (int) CONNECT.invokeExact(state, fd, address, length);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int listen(int fd, int backlog) {
        try {
            return (int) LISTEN.invokeExact(state, fd, backlog);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int accept4(int fd, long address, long length, int flags) {
        try {
            return (int) ACCEPT4.invokeExact(state, fd, address, length, flags);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int getsockname(int fd, long address, long length) {
        try {
            return (int) GETSOCKNAME.invokeExact(state, fd, address, length);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int setsockopt(int fd, int level, int option, long value, int length) {
        try {
            return (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, length);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int close(int fd) {
        try {
            return (int) CLOSE.invokeExact(state, fd);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int eventfd(int initial, int flags) {
        try {
            return (int) EVENTFD.invokeExact(state, initial, flags);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int epollCreate(int flags) {
        try {
            return (int) EPOLL_CREATE.invokeExact(state, flags);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    int epollCtl(int epoll, int operation, int fd, long event) {
        try {
            return (int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    /// Sets no errno.
    int epollWait(int epoll, long events, int count, int timeoutMillis) {
        try {
            return (int) EPOLL_WAIT.invokeExact(epoll, events, count, timeoutMillis);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    static boolean hasEpollPwait2() {
        return EPOLL_PWAIT2 != null;
    }

    /// Sets no errno. Only where [#hasEpollPwait2()].
    int epollPwait2(int epoll, long events, int count, long timespec) {
        try {
            return (int) Objects.requireNonNull(EPOLL_PWAIT2).invokeExact(epoll, events, count, timespec, 0L);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    /// Sets no errno.
    int recvmmsg(int fd, long messages, int count, int flags) {
        try {
            return (int) RECVMMSG.invokeExact(fd, messages, count, flags, 0L);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    /// Asked again if it fails, because only then somebody wants to know why.
    int sendmmsg(int fd, long messages, int count, int flags) {
        try {
            int sent = (int) SENDMMSG.invokeExact(fd, messages, count, flags);
            return sent >= 0 ? sent : (int) SENDMMSG_AGAIN.invokeExact(state, fd, messages, count, flags);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    long read(int fd, long to, long length) {
        try {
            return (long) READ.invokeExact(state, fd, to, length);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    long write(int fd, long from, long length) {
        try {
            return (long) WRITE.invokeExact(state, fd, from, length);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    long send(int fd, long from, long length, int flags) {
        try {
            return (long) SEND.invokeExact(state, fd, from, length, flags);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    /// A downcall throws nothing of its own: this is an error of the virtual machine.
    private static IllegalStateException fatal(Throwable e) {
        return new IllegalStateException("system call failed", e);
    }
}
