// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An epoll instance with an eventfd to wake it. Each file descriptor is marked with a kind, so that nothing
/// has to be looked up.
final class Epoll {
    static final int WAKE = 0;
    static final int UDP = 1;
    static final int LISTENER = 2;
    static final int CONNECTION = 3;

    private static final int EPOLLIN = 1;
    private static final int EPOLLOUT = 4;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MODIFY = 3;
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final int EVENTS = 256;
    private static final long MAX_MILLIS = 1_000;

    /// `struct epoll_event` is packed on x86-64 alone.
    private static final boolean PACKED = System.getProperty("os.arch").matches("amd64|x86_64");

    private static final int DATA = PACKED ? 4 : 8;
    private static final int SIZE = PACKED ? 12 : 16;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final Libc libc;
    private final MemorySegment events;
    private final MemorySegment one;
    private final int epoll;
    private final int wake;

    /// For wakers, which are any threads: they may overwrite each other's errno, since nobody reads it.
    private final Libc wakersLibc;

    private final MemorySegment wakeNumber;
    private boolean open = true;

    Epoll(Libc libc, Arena arena) {
        this.libc = libc;
        events = arena.allocate((long) EVENTS * SIZE, 8);
        one = arena.allocate(16, 8);
        wakersLibc = new Libc(arena);
        wakeNumber = arena.allocate(8, 8);
        wakeNumber.set(LONG, 0, 1);
        epoll = libc.epollCreate(CLOEXEC);
        wake = libc.eventfd(0, CLOEXEC | NONBLOCK);
        if (epoll < 0 || wake < 0) {
            throw new IllegalStateException("no epoll: errno " + libc.errno());
        }
        add(wake, WAKE);
    }

    void add(int fd, int kind) {
        control(ADD, fd, kind, EPOLLIN);
    }

    void change(int fd, int kind, boolean readable, boolean writable) {
        control(MODIFY, fd, kind, (readable ? EPOLLIN : 0) | (writable ? EPOLLOUT : 0));
    }

    void remove(int fd) {
        libc.epollCtl(epoll, DELETE, fd, one.address());
    }

    private void control(int operation, int fd, int kind, int what) {
        one.set(INT, 0, what);
        one.set(LONG, DATA, (long) kind << 32 | fd);
        if (libc.epollCtl(epoll, operation, fd, one.address()) < 0) {
            throw new IllegalStateException("epoll refuses a descriptor: errno " + libc.errno());
        }
    }

    /// @return how many descriptors are ready, or below 0
    int await(long timeoutNanos) {
        long millis = Math.clamp((timeoutNanos + 999_999) / 1_000_000, 0, MAX_MILLIS);
        return taken(libc.epollWait(epoll, events.address(), EVENTS, (int) millis));
    }

    /// As [#await], to the microsecond. Only where [Libc#hasEpollPwait2()].
    ///
    /// @param timeoutNanos below a second
    int awaitBriefly(long timeoutNanos) {
        one.set(LONG, 0, 0);
        one.set(LONG, 8, timeoutNanos);
        return taken(libc.epollPwait2(epoll, events.address(), EVENTS, one.address()));
    }

    private int taken(int count) {
        for (int i = 0; i < count; i++) {
            if (kind(i) == WAKE) {
                libc.read(wake, one.address(), 8);
            }
        }
        return count;
    }

    int kind(int i) {
        return events.get(INT, (long) i * SIZE + DATA + 4);
    }

    int fd(int i) {
        return events.get(INT, (long) i * SIZE + DATA);
    }

    boolean isReadable(int i) {
        return (events.get(INT, (long) i * SIZE) & ~EPOLLOUT) != 0;
    }

    boolean isWritable(int i) {
        return (events.get(INT, (long) i * SIZE) & EPOLLOUT) != 0;
    }

    /// Any thread.
    synchronized void wakeup() {
        if (open) {
            wakersLibc.write(wake, wakeNumber.address(), 8);
        }
    }

    synchronized void close() {
        open = false;
        libc.close(wake);
        libc.close(epoll);
    }
}
