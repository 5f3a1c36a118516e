// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Counters;

/// The TCP connections of one loop: cuts what comes into frames, keeps what cannot be sent at once, and
/// bounds both. Who has shown no valid check yet has little time, and the oldest of them makes room for the
/// newest. A reader that is slow loses packets; it never costs more memory than its one buffer.
final class TcpConnections {
    /// Some tenths of a second of video; older packets are of no use to anybody.
    private static final int OUT_BUFFER = 256 << 10;

    private static final int IN_BUFFER = 64 << 10;
    /// Longest frame we take.
    private static final int MAX_FRAME = 2_048;

    private static final int MAX_CONNECTIONS = 4_096;
    private static final int MAX_UNPROVEN = 256;
    private static final long PROOF_WITHIN = Duration.ofSeconds(10).toNanos();

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena;
    private final Counters counters;
    private final MemorySegment in;
    private final Deque<MemorySegment> freeBuffers = new ArrayDeque<>();
    private final Set<TcpConnection> all = new LinkedHashSet<>();
    private final Set<TcpConnection> unproven = new LinkedHashSet<>();
    private final List<TcpConnection> dirty = new ArrayList<>();
    private final List<TcpConnection> broken = new ArrayList<>();
    /// Takes a connection out of whatever the implementation looks it up by.
    private final Consumer<TcpConnection> onGone;

    TcpConnections(Arena arena, Counters counters, Consumer<TcpConnection> onGone) {
        this.arena = arena;
        this.counters = counters;
        this.onGone = onGone;
        in = arena.allocate(MAX_FRAME + 2 + IN_BUFFER, 8);
    }

    /// @return whether there is room for one more, made if need be at the expense of one without proof
    boolean admit(PacketIo.Receiver receiver) {
        if (unproven.size() >= MAX_UNPROVEN || all.size() >= MAX_CONNECTIONS) {
            counters.increment(Counter.TCP_REFUSED);
            if (unproven.isEmpty()) {
                return false;
            }
            end(unproven.iterator().next(), receiver);
        }
        counters.increment(Counter.TCP_ACCEPTED);
        return true;
    }

    void add(TcpConnection connection) {
        all.add(connection);
        if (!connection.proven) {
            unproven.add(connection);
        }
    }

    /// A valid check came on it.
    void proven(TcpConnection connection) {
        connection.proven = true;
        unproven.remove(connection);
    }

    // ---- in

    void onReadable(TcpConnection connection, PacketIo.Receiver receiver) {
        if (connection.closed) {
            return;
        }
        int before = connection.pendingLength;
        MemorySegment.copy(connection.pending, 0, in, ValueLayout.JAVA_BYTE, 0, before);
        int read = connection.stream.read(in, before, IN_BUFFER);
        if (read < 0) {
            end(connection, receiver);
        } else if (read > 0) {
            connection.pendingLength = 0;
            deliver(connection, before + read, receiver);
        }
    }

    /// What the loop before had not given out.
    void adopt(TcpConnection connection, PacketIo.Receiver receiver) {
        add(connection);
        int length = connection.pendingLength;
        connection.pendingLength = 0;
        MemorySegment.copy(connection.pending, 0, in, ValueLayout.JAVA_BYTE, 0, length);
        deliver(connection, length, receiver);
    }

    private void deliver(TcpConnection connection, int end, PacketIo.Receiver receiver) {
        int at = 0;
        while (end - at >= 2) {
            int length = in.get(SHORT, at) & 0xffff;
            if (length > MAX_FRAME) {
                counters.increment(Counter.MALFORMED);
                end(connection, receiver);
                return;
            }
            if (end - at - 2 < length) {
                break;
            }
            if (length > 0) {
                receiver.onFrame(connection, in, at + 2L, length);
            }
            if (connection.closed) {
                return;
            }
            if (connection.mover != null) {
                keep(connection, at, end);
                move(connection, connection.mover);
                return;
            }
            at += 2 + length;
        }
        keep(connection, at, end);
    }

    private void keep(TcpConnection connection, int from, int to) {
        int length = to - from;
        if (connection.pending.length < length) {
            connection.pending = new byte[Math.max(length, MAX_FRAME + 2)];
        }
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, from, connection.pending, 0, length);
        connection.pendingLength = length;
    }

    private void move(TcpConnection connection, Consumer<TcpConnection> mover) {
        connection.mover = null;
        all.remove(connection);
        unproven.remove(connection);
        onGone.accept(connection);
        connection.stream.detach();
        mover.accept(connection);
    }

    // ---- out

    void send(TcpConnection connection, PacketSlots slots, int first) {
        for (int slot = first; slot != PacketSlots.NONE; slot = slots.next(slot)) {
            int length = slots.length(slot);
            MemorySegment out = connection.closed ? null : roomFor(connection, length + 2);
            if (out == null) {
                counters.increment(Counter.TCP_SLOW);
                continue;
            }
            out.set(SHORT, connection.outEnd, (short) length);
            MemorySegment.copy(slots.memory(), PacketSlots.offset(slot), out, connection.outEnd + 2L, length);
            connection.outEnd += length + 2;
            counters.increment(Counter.PACKETS_OUT);
            counters.add(Counter.BYTES_OUT, length);
            if (!connection.dirty) {
                connection.dirty = true;
                dirty.add(connection);
            }
        }
    }

    private @Nullable MemorySegment roomFor(TcpConnection connection, int length) {
        MemorySegment out = connection.out;
        if (out == null) {
            out = freeBuffers.isEmpty() ? arena.allocate(OUT_BUFFER, 64) : freeBuffers.pop();
            connection.out = out;
        }
        if (connection.outEnd + length > OUT_BUFFER && connection.outStart > 0) {
            int waiting = connection.outEnd - connection.outStart;
            MemorySegment.copy(out, connection.outStart, out, 0, waiting);
            connection.outStart = 0;
            connection.outEnd = waiting;
        }
        return connection.outEnd + length > OUT_BUFFER ? null : out;
    }

    void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            TcpConnection connection = dirty.get(i);
            connection.dirty = false;
            write(connection);
        }
        dirty.clear();
    }

    void write(TcpConnection connection) {
        MemorySegment out = connection.out;
        if (connection.closed || out == null) {
            return;
        }
        int waiting = connection.outEnd - connection.outStart;
        int written = waiting == 0 ? 0 : connection.stream.write(out, connection.outStart, waiting);
        if (written < 0) {
            broken.add(connection);
            return;
        }
        connection.outStart += written;
        if (connection.outStart == connection.outEnd) {
            connection.outStart = 0;
            connection.outEnd = 0;
        }
        boolean more = written < waiting;
        if (more != connection.watchingWritable) {
            connection.watchingWritable = more;
            connection.stream.watchWritable(more);
        }
    }

    // ---- end

    /// Connections that failed while they were written to, and those that took too long to prove themselves.
    void tidy(long now, PacketIo.Receiver receiver) {
        for (int i = 0; i < broken.size(); i++) {
            end(broken.get(i), receiver);
        }
        broken.clear();
        while (!unproven.isEmpty()) {
            TcpConnection oldest = unproven.iterator().next();
            if (now - oldest.openedAt < PROOF_WITHIN) {
                return;
            }
            counters.increment(Counter.TCP_REFUSED);
            end(oldest, receiver);
        }
    }

    private void end(TcpConnection connection, PacketIo.Receiver receiver) {
        if (!connection.closed) {
            close(connection);
            receiver.onClosed(connection);
        }
    }

    void close(TcpConnection connection) {
        if (connection.closed) {
            return;
        }
        connection.closed = true;
        all.remove(connection);
        unproven.remove(connection);
        onGone.accept(connection);
        connection.stream.close();
        connection.pending = new byte[0];
        connection.pendingLength = 0;
        if (connection.out != null) {
            freeBuffers.push(connection.out);
            connection.out = null;
        }
    }

    void closeAll() {
        List.copyOf(all).forEach(this::close);
    }
}
