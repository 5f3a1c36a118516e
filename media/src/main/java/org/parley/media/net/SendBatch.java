// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import static org.parley.media.net.MessageHeader.CMSG_DATA;
import static org.parley.media.net.MessageHeader.CMSG_LEVEL;
import static org.parley.media.net.MessageHeader.CMSG_TYPE;
import static org.parley.media.net.MessageHeader.CONTROL;
import static org.parley.media.net.MessageHeader.CONTROL_LENGTH;
import static org.parley.media.net.MessageHeader.INT;
import static org.parley.media.net.MessageHeader.IOVEC;
import static org.parley.media.net.MessageHeader.IOVEC_COUNT;
import static org.parley.media.net.MessageHeader.IOVEC_SIZE;
import static org.parley.media.net.MessageHeader.LONG;
import static org.parley.media.net.MessageHeader.MSG_DONTWAIT;
import static org.parley.media.net.MessageHeader.MSG_NOSIGNAL;
import static org.parley.media.net.MessageHeader.NAME;
import static org.parley.media.net.MessageHeader.NAME_LENGTH;
import static org.parley.media.net.MessageHeader.SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Counters;

/// Collects packets and sends them by `sendmmsg`. Packets of one size for one peer that follow each other
/// become one message, which the kernel cuts again (UDP_SEGMENT, Linux 4.18): measured to halve the cost of a
/// packet. The last one of such a run may be shorter. A kernel or a path that refuses gets them one by one.
final class SendBatch {
    private static final int MESSAGES = 256;
    private static final int IOVECS = 1_024;
    /// Limit of the kernel: UDP_MAX_SEGMENTS was 64 before it was 128.
    private static final int MAX_SEGMENTS = 64;

    private static final int MAX_BYTES = 65_000;
    private static final int CONTROL_SIZE = 64;

    private static final ValueLayout.OfInt BIG_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BIG_LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Libc libc;
    private final Counters counters;
    private final int socket;
    private final int family;
    private final MemorySegment names;
    private final MemorySegment controls;
    private final MemorySegment messages;
    private final MemorySegment iovecs;
    private final @Nullable Peer[] peers = new Peer[MESSAGES];
    private final int[] packets = new int[MESSAGES];
    private final int[] firstIovec = new int[MESSAGES];
    private int messageCount;
    private int iovecCount;
    private boolean segmentation;
    private boolean segmentationWorked;

    SendBatch(Libc libc, Counters counters, int socket, int family, boolean segmentation, Arena arena) {
        this.libc = libc;
        this.counters = counters;
        this.socket = socket;
        this.family = family;
        this.segmentation = segmentation;
        // One more than the batch: the spare for packets that are sent again one by one.
        names = arena.allocate((long) MESSAGES * SockAddr.SIZE, 64);
        controls = arena.allocate((long) MESSAGES * CONTROL_SIZE, 64);
        messages = arena.allocate((long) (MESSAGES + 1) * MessageHeader.SIZE, 64);
        iovecs = arena.allocate((long) IOVECS * IOVEC_SIZE, 64);
    }

    void add(Peer peer, PacketSlots slots, int first) {
        long memory = slots.memory().address();
        int slot = first;
        while (slot != PacketSlots.NONE) {
            if (messageCount == MESSAGES || iovecCount + MAX_SEGMENTS > IOVECS) {
                flush();
            }
            int start = iovecCount;
            int size = slots.length(slot);
            int total = 0;
            int length;
            do {
                length = slots.length(slot);
                long iovec = (long) iovecCount++ * IOVEC_SIZE;
                iovecs.set(LONG, iovec, memory + PacketSlots.offset(slot));
                iovecs.set(LONG, iovec + 8, length);
                total += length;
                slot = slots.next(slot);
            } while (slot != PacketSlots.NONE
                    && segmentation
                    && peer.segmentation
                    && length == size
                    && slots.length(slot) <= size
                    && total + size <= MAX_BYTES
                    && iovecCount - start < MAX_SEGMENTS);
            addMessage(peer, start, iovecCount - start, size);
            counters.add(Counter.PACKETS_OUT, iovecCount - start);
            counters.add(Counter.BYTES_OUT, total);
        }
    }

    private void addMessage(Peer peer, int start, int count, int size) {
        int i = messageCount++;
        peers[i] = peer;
        packets[i] = count;
        firstIovec[i] = start;
        long name = (long) i * SockAddr.SIZE;
        SockAddr.write(names, name, family, peer.remoteHigh, peer.remoteLow, peer.remotePort);
        int control = 0;
        long controlAt = (long) i * CONTROL_SIZE;
        if (count > 1) {
            controls.set(LONG, controlAt, CMSG_DATA + 2);
            controls.set(INT, controlAt + CMSG_LEVEL, MessageHeader.SOL_UDP);
            controls.set(INT, controlAt + CMSG_TYPE, MessageHeader.UDP_SEGMENT);
            controls.set(SHORT, controlAt + CMSG_DATA, (short) size);
            control = CMSG_DATA + 8;
        }
        control += writeSource(controlAt + control, peer);
        writeMessage((long) i * MessageHeader.SIZE, name, start, count, controlAt, control);
    }

    /// Which of our addresses the packets leave from.
    private int writeSource(long at, Peer peer) {
        if (peer.defaultSource || (peer.localHigh == 0 && peer.localLow == 0)) {
            return 0;
        }
        if (family == SockAddr.AF_INET6) {
            controls.set(LONG, at, CMSG_DATA + 20);
            controls.set(INT, at + CMSG_LEVEL, MessageHeader.IPPROTO_IPV6);
            controls.set(INT, at + CMSG_TYPE, MessageHeader.IPV6_PKTINFO);
            controls.set(BIG_LONG, at + CMSG_DATA, peer.localHigh);
            controls.set(BIG_LONG, at + CMSG_DATA + 8, peer.localLow);
            controls.set(INT, at + CMSG_DATA + 16, 0);
            return CMSG_DATA + 24;
        }
        controls.set(LONG, at, CMSG_DATA + 12);
        controls.set(INT, at + CMSG_LEVEL, MessageHeader.IPPROTO_IP);
        controls.set(INT, at + CMSG_TYPE, MessageHeader.IP_PKTINFO);
        controls.set(INT, at + CMSG_DATA, 0);
        controls.set(BIG_INT, at + CMSG_DATA + 4, (int) peer.localLow);
        controls.set(INT, at + CMSG_DATA + 8, 0);
        return CMSG_DATA + 16;
    }

    private void writeMessage(long at, long name, int iovec, int count, long control, int controlLength) {
        messages.set(LONG, at + NAME, names.address() + name);
        messages.set(INT, at + NAME_LENGTH, SockAddr.length(family));
        messages.set(LONG, at + IOVEC, iovecs.address() + (long) iovec * IOVEC_SIZE);
        messages.set(LONG, at + IOVEC_COUNT, count);
        messages.set(LONG, at + CONTROL, controlLength == 0 ? 0 : controls.address() + control);
        messages.set(LONG, at + CONTROL_LENGTH, controlLength);
    }

    void flush() {
        int sent = 0;
        while (sent < messageCount) {
            int result = libc.sendmmsg(
                    socket,
                    messages.address() + (long) sent * MessageHeader.SIZE,
                    messageCount - sent,
                    MSG_DONTWAIT | MSG_NOSIGNAL);
            if (result > 0) {
                if (!segmentationWorked) {
                    noteSegmentation(sent, result);
                }
                sent += result;
                counters.add(Counter.MESSAGES_OUT, result);
                continue;
            }
            int errno = libc.errno();
            if (errno == Libc.EINTR) {
                continue;
            }
            if (errno == Libc.EAGAIN) {
                dropFrom(sent);
                break;
            }
            refused(sent, errno);
            sent++;
        }
        messageCount = 0;
        iovecCount = 0;
    }

    private void noteSegmentation(int from, int count) {
        for (int i = from; i < from + count; i++) {
            segmentationWorked |= packets[i] > 1;
        }
    }

    private void dropFrom(int message) {
        for (int i = message; i < messageCount; i++) {
            counters.add(Counter.SEND_BUSY, packets[i]);
        }
    }

    /// The kernel did not take this message. If that may be for segmentation, its packets go one by one.
    private void refused(int message, int errno) {
        if (packets[message] == 1) {
            counters.increment(Counter.SEND_FAILED);
            return;
        }
        Peer peer = peers[message];
        if (peer != null && (errno == Libc.EIO || errno == Libc.EINVAL || errno == Libc.EMSGSIZE)) {
            peer.segmentation = false;
            segmentation &= segmentationWorked;
        }
        long spare = (long) MESSAGES * MessageHeader.SIZE;
        long control = (long) message * CONTROL_SIZE;
        int controlLength = peer == null ? 0 : writeSource(control, peer);
        for (int i = 0; i < packets[message]; i++) {
            writeMessage(spare, (long) message * SockAddr.SIZE, firstIovec[message] + i, 1, control, controlLength);
            int result = libc.sendmmsg(socket, messages.address() + spare, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
            counters.increment(result == 1 ? Counter.MESSAGES_OUT : Counter.SEND_FAILED);
        }
    }
}
