// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import static org.parley.media.net.MessageHeader.CMSG_DATA;
import static org.parley.media.net.MessageHeader.CMSG_LEVEL;
import static org.parley.media.net.MessageHeader.CMSG_TYPE;
import static org.parley.media.net.MessageHeader.CONTROL;
import static org.parley.media.net.MessageHeader.CONTROL_LENGTH;
import static org.parley.media.net.MessageHeader.FLAGS;
import static org.parley.media.net.MessageHeader.INT;
import static org.parley.media.net.MessageHeader.IOVEC;
import static org.parley.media.net.MessageHeader.IOVEC_COUNT;
import static org.parley.media.net.MessageHeader.IOVEC_SIZE;
import static org.parley.media.net.MessageHeader.LENGTH;
import static org.parley.media.net.MessageHeader.LONG;
import static org.parley.media.net.MessageHeader.NAME;
import static org.parley.media.net.MessageHeader.NAME_LENGTH;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Counters;

/// Memory for one `recvmmsg`, and what it does with what came.
final class ReceiveBatch {
    /// More per call gains nothing measurable; less costs.
    private static final int COUNT = 64;
    /// Larger than any packet we take, so that a longer one is recognised.
    private static final int BUFFER = 2_048;

    private static final int CONTROL_SIZE = 64;
    /// So many batches of one socket before the others have their turn.
    private static final int ROUNDS = 4;

    private static final ValueLayout.OfInt BIG_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BIG_LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Libc libc;
    private final Counters counters;
    private final MemorySegment buffers;
    private final MemorySegment names;
    private final MemorySegment controls;
    private final MemorySegment messages;

    ReceiveBatch(Libc libc, Counters counters, Arena arena) {
        this.libc = libc;
        this.counters = counters;
        buffers = arena.allocate((long) COUNT * BUFFER, 64);
        names = arena.allocate((long) COUNT * SockAddr.SIZE, 64);
        controls = arena.allocate((long) COUNT * CONTROL_SIZE, 64);
        messages = arena.allocate((long) COUNT * MessageHeader.SIZE, 64);
        MemorySegment iovecs = arena.allocate((long) COUNT * IOVEC_SIZE, 64);
        for (int i = 0; i < COUNT; i++) {
            long iovec = (long) i * IOVEC_SIZE;
            iovecs.set(LONG, iovec, buffers.address() + (long) i * BUFFER);
            iovecs.set(LONG, iovec + 8, BUFFER);
            long message = (long) i * MessageHeader.SIZE;
            messages.set(LONG, message + NAME, names.address() + (long) i * SockAddr.SIZE);
            messages.set(LONG, message + IOVEC, iovecs.address() + iovec);
            messages.set(LONG, message + IOVEC_COUNT, 1);
            messages.set(LONG, message + CONTROL, controls.address() + (long) i * CONTROL_SIZE);
            prepare(message);
        }
    }

    /// The kernel writes over these.
    private void prepare(long message) {
        messages.set(INT, message + NAME_LENGTH, SockAddr.SIZE);
        messages.set(LONG, message + CONTROL_LENGTH, CONTROL_SIZE);
    }

    /// Takes what this socket has.
    void receive(int socket, PacketIo.Receiver receiver) {
        for (int round = 0; round < ROUNDS; round++) {
            int count = libc.recvmmsg(socket, messages.address(), COUNT, MessageHeader.MSG_DONTWAIT);
            for (int i = 0; i < count; i++) {
                deliver(i, receiver);
            }
            if (count < COUNT) {
                return;
            }
        }
    }

    private void deliver(int i, PacketIo.Receiver receiver) {
        long message = (long) i * MessageHeader.SIZE;
        int length = messages.get(INT, message + LENGTH);
        boolean truncated = (messages.get(INT, message + FLAGS) & MessageHeader.MSG_TRUNC) != 0;
        long info = localAddress((long) i * CONTROL_SIZE, messages.get(LONG, message + CONTROL_LENGTH));
        prepare(message);
        if (truncated || length == 0) {
            counters.increment(Counter.MALFORMED);
            return;
        }
        long localHigh = 0;
        long localLow = 0;
        if (info > 0) {
            localHigh = controls.get(BIG_LONG, info);
            localLow = controls.get(BIG_LONG, info + 8);
        } else if (info < 0) {
            localLow = SockAddr.mapped(controls.get(BIG_INT, -info));
        }
        long name = (long) i * SockAddr.SIZE;
        receiver.onDatagram(
                buffers,
                (long) i * BUFFER,
                length,
                SockAddr.high(names, name),
                SockAddr.low(names, name),
                SockAddr.port(names, name),
                localHigh,
                localLow);
    }

    /// Finds the address that a datagram was sent to.
    ///
    /// @return offset of an IPv6 address, minus the offset of an IPv4 address, or 0 if there is neither
    private long localAddress(long control, long length) {
        for (long at = control; at + CMSG_DATA <= control + length; ) {
            long size = controls.get(LONG, at);
            int level = controls.get(INT, at + CMSG_LEVEL);
            int type = controls.get(INT, at + CMSG_TYPE);
            if (level == MessageHeader.IPPROTO_IPV6 && type == MessageHeader.IPV6_PKTINFO) {
                return at + CMSG_DATA;
            }
            if (level == MessageHeader.IPPROTO_IP && type == MessageHeader.IP_PKTINFO) {
                return -(at + CMSG_DATA + 4);
            }
            at += Math.max(size, CMSG_DATA) + 7 & ~7;
        }
        return 0;
    }
}
