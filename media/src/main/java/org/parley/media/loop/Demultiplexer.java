// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.parley.media.ice.CandidatePair;
import org.parley.media.net.PacketIo;
import org.parley.media.net.Peer;
import org.parley.media.net.TcpConnection;
import org.parley.media.stun.IceUsername;
import org.parley.media.stun.StunMessage;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Counters;

/// Tells what comes in apart by address and first byte (RFC 7983 §7, RFC 5761 §4). From an address that has
/// not passed its check, only checks are looked at. Loop's thread only; no garbage but for checks and DTLS.
final class Demultiplexer implements PacketIo.Receiver {
    /// Nobody takes over an address whose owner was heard so lately, even with a valid check of his own.
    private static final long OWNED_FOR = Duration.ofSeconds(5).toNanos();

    /// Packets on their way to another loop: 2 MB.
    private static final int MAX_HANDED_OVER = 1_024;

    private static final int LARGEST_COPY = 2_048;

    private final EventLoop loop;
    private final Counters counters;
    private final byte[] scratch = new byte[StunMessage.MAX_LENGTH];
    private final MemorySegment copies;
    private final AtomicInteger handedToUs = new AtomicInteger();
    private boolean handedOver;
    private long now;

    Demultiplexer(EventLoop loop, Arena arena) {
        this.loop = loop;
        copies = arena.allocate(LARGEST_COPY, 8);
        counters = loop.counters();
    }

    /// The clock is read once for each batch.
    void startBatch() {
        now = 0;
    }

    private long now() {
        if (now == 0) {
            now = System.nanoTime();
        }
        return now;
    }

    @Override
    public void onDatagram(
            MemorySegment memory,
            long offset,
            int length,
            long remoteHigh,
            long remoteLow,
            int remotePort,
            long localHigh,
            long localLow) {
        if (!handedOver) {
            counters.increment(Counter.PACKETS_IN);
            counters.add(Counter.BYTES_IN, length);
        }
        Path.Udp path = loop.paths().get(remoteHigh, remoteLow, remotePort, localHigh, localLow);
        int first = memory.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
        try {
            if (first < 4) {
                Peer peer = path != null ? path.peer : new Peer(remoteHigh, remoteLow, remotePort, localHigh, localLow);
                onStun(memory, offset, length, path, peer);
            } else if (path == null || path.pair == null) {
                EventLoop owner = handedOver
                        ? null
                        : loop.group().otherLoop(loop, remoteHigh, remoteLow, remotePort, localHigh, localLow);
                if (owner == null) {
                    counters.increment(Counter.UNKNOWN_SOURCE);
                } else {
                    Peer peer = new Peer(remoteHigh, remoteLow, remotePort, localHigh, localLow);
                    handOver(owner, memory, offset, length, peer);
                }
            } else {
                onKnown(path, path.pair, first, memory, offset, length);
            }
        } catch (RuntimeException e) {
            loop.failed("packet", e);
        }
    }

    private void onKnown(Path path, CandidatePair pair, int first, MemorySegment memory, long offset, int length) {
        if (first >= 128 && first < 192 && length >= 8) {
            int type = memory.get(ValueLayout.JAVA_BYTE, offset + 1) & 0x7f;
            if (type >= 64 && type < 96) {
                path.transport.onRtcp(pair, memory, offset, length, now());
            } else {
                path.transport.onRtp(pair, memory, offset, length, now());
            }
        } else if (first >= 20 && first < 64) {
            byte[] datagram = new byte[length];
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, datagram, 0, length);
            path.transport.onDtls(datagram);
        } else {
            counters.increment(Counter.MALFORMED);
        }
    }

    private void onStun(MemorySegment memory, long offset, int length, Path.@Nullable Udp path, Peer peer) {
        StunMessage check = readCheck(memory, offset, length);
        Transport transport = check == null ? null : addressee(check);
        if (check == null || transport == null) {
            return;
        }
        if (transport.loop() != loop) {
            handOver(transport.loop(), memory, offset, length, peer);
        } else if (path == null) {
            transport.onCheck(check, new Path.Udp(peer, transport), false, now());
        } else if (path.transport == transport) {
            transport.onCheck(check, path, true, now());
        } else {
            takeOver(check, path, transport);
        }
    }

    private @Nullable StunMessage readCheck(MemorySegment memory, long offset, int length) {
        if (length <= scratch.length) {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, scratch, 0, length);
            Optional<StunMessage> check = StunMessage.parse(scratch, length);
            if (check.isPresent()) {
                return check.get();
            }
        }
        counters.increment(Counter.MALFORMED);
        return null;
    }

    private @Nullable Transport addressee(StunMessage check) {
        Optional<IceUsername> name = check.username();
        Transport transport = name.isPresent() ? loop.group().find(name.get().receiver()) : null;
        if (transport == null) {
            counters.increment(Counter.CHECK_REFUSED);
        }
        return transport;
    }

    /// An address changes its owner: a page was loaded again, or a translator of addresses uses a port again.
    private void takeOver(StunMessage check, Path.Udp old, Transport transport) {
        if (old.pair != null && now() - old.pair.usedAt() < OWNED_FOR) {
            counters.increment(Counter.CHECK_REFUSED);
            return;
        }
        Path.Udp path = new Path.Udp(old.peer, transport);
        transport.onCheck(check, path, false, now());
        if (path.pair != null) {
            old.transport.lose(old);
        }
    }

    @Override
    public void onFrame(TcpConnection connection, MemorySegment memory, long offset, int length) {
        counters.increment(Counter.PACKETS_IN);
        counters.add(Counter.BYTES_IN, length);
        int first = memory.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
        Path.Tcp path = (Path.Tcp) connection.attachment();
        try {
            if (first < 4) {
                onStun(connection, path, memory, offset, length);
            } else if (path == null || path.pair == null) {
                counters.increment(Counter.UNKNOWN_SOURCE);
            } else {
                onKnown(path, path.pair, first, memory, offset, length);
            }
        } catch (RuntimeException e) {
            loop.failed("frame", e);
        }
    }

    private void onStun(
            TcpConnection connection, Path.@Nullable Tcp path, MemorySegment memory, long offset, int length) {
        StunMessage check = readCheck(memory, offset, length);
        Transport transport = check == null ? null : addressee(check);
        if (check == null || transport == null) {
            return;
        }
        if (path != null) {
            if (path.transport == transport) {
                transport.onCheck(check, path, true, now());
            } else {
                counters.increment(Counter.CHECK_REFUSED);
            }
        } else if (transport.loop() != loop) {
            connection.moveBy(transport.loop()::adopt);
        } else {
            transport.onCheck(check, new Path.Tcp(connection, transport), false, now());
        }
    }

    @Override
    public void onClosed(TcpConnection connection) {
        if (connection.attachment() instanceof Path.Tcp path) {
            path.transport.lose(path);
        }
    }

    private void handOver(EventLoop owner, MemorySegment memory, long offset, int length, Peer peer) {
        Demultiplexer other = owner.demultiplexer();
        if (handedOver || length > LARGEST_COPY || other.handedToUs.get() >= MAX_HANDED_OVER) {
            counters.increment(Counter.HAND_OVER_FULL);
            return;
        }
        byte[] copy = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, copy, 0, length);
        other.handedToUs.incrementAndGet();
        counters.increment(Counter.HANDED_OVER);
        if (!owner.executeIfRunning(() -> other.take(copy, peer))) {
            other.handedToUs.decrementAndGet();
        }
    }

    /// A packet that another loop received.
    private void take(byte[] copy, Peer peer) {
        handedToUs.decrementAndGet();
        MemorySegment.copy(copy, 0, copies, ValueLayout.JAVA_BYTE, 0, copy.length);
        handedOver = true;
        try {
            onDatagram(
                    copies,
                    0,
                    copy.length,
                    peer.remoteHigh(),
                    peer.remoteLow(),
                    peer.remotePort(),
                    peer.localHigh(),
                    peer.localLow());
        } finally {
            handedOver = false;
        }
    }
}
