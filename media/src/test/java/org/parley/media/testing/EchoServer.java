// SPDX-License-Identifier: Apache-2.0
package org.parley.media.testing;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.parley.media.ConnectionState;
import org.parley.media.crypto.Ciphers;
import org.parley.media.dtls.DtlsServer;
import org.parley.media.ice.HostCandidates;
import org.parley.media.loop.EventLoop;
import org.parley.media.loop.LoopGroup;
import org.parley.media.loop.Transport;
import org.parley.media.net.Sockets;
import org.parley.media.transport.Counter;
import org.parley.media.transport.LocalTransport;
import org.parley.media.transport.PacketHandler;
import org.parley.media.transport.RemoteTransport;

/// Event loops with transports that send back what they receive, with another SSRC.
public final class EchoServer implements AutoCloseable {
    /// XORed into the SSRC of what is sent back.
    public static final int SSRC_MASK = 0x5a5a_5a5a;

    private static final DtlsServer DTLS = warm();

    private final LoopGroup loops;
    private final int port;

    public EchoServer(int loopCount, boolean nativeIo) throws IOException {
        SecureRandom random = new SecureRandom();
        Sockets sockets = Sockets.open(InetAddress.getByName("::"), 0, nativeIo, true);
        port = sockets.port();
        loops = new LoopGroup(
                sockets,
                loopCount,
                nativeIo ? Ciphers.best() : Ciphers.jdk(),
                DTLS,
                random,
                HostCandidates.of(List.of(InetAddress.getLoopbackAddress()), port));
    }

    private static DtlsServer warm() {
        DtlsServer dtls = new DtlsServer(new SecureRandom());
        dtls.warmUp();
        return dtls;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public int port() {
        return port;
    }

    public long count(Counter counter) {
        return loops.counters().getOrDefault(counter, 0L);
    }

    /// An endpoint on the server's side.
    public final class Session {
        public final EventLoop loop = loops.nextLoop();
        public final List<ConnectionState> states = new CopyOnWriteArrayList<>();
        private final Transport transport;

        Session() throws Exception {
            CompletableFuture<Transport> opened = new CompletableFuture<>();
            loop.execute(() -> {
                Transport made = loop.open(states::add);
                made.handler(new Echo(made));
                opened.complete(made);
            });
            transport = opened.get(5, TimeUnit.SECONDS);
        }

        public LocalTransport configure(RemoteTransport offer) throws Exception {
            CompletableFuture<LocalTransport> answer = new CompletableFuture<>();
            loop.execute(() -> {
                try {
                    answer.complete(transport.configure(offer));
                } catch (IllegalArgumentException e) {
                    answer.completeExceptionally(e);
                }
            });
            return answer.get(5, TimeUnit.SECONDS);
        }

        public void close() {
            loop.execute(transport::close);
        }
    }

    public Session session() throws Exception {
        return new Session();
    }

    private record Echo(Transport transport) implements PacketHandler {
        @Override
        public void onRtp(MemorySegment buffer, long offset, int length, long nowNanos) {
            long slot = copy(buffer, offset, length, 8);
            if (slot >= 0) {
                transport.sendRtp(slot, length);
            }
        }

        @Override
        public void onRtcp(MemorySegment buffer, long offset, int length, long nowNanos) {
            long slot = copy(buffer, offset, length, 4);
            if (slot >= 0) {
                transport.sendRtcp(slot, length);
            }
        }

        private long copy(MemorySegment buffer, long offset, int length, int ssrcAt) {
            long slot = transport.reserve();
            if (slot >= 0) {
                MemorySegment out = transport.buffer();
                MemorySegment.copy(buffer, offset, out, slot, length);
                int ssrc = out.get(ValueLayout.JAVA_INT_UNALIGNED, slot + ssrcAt);
                out.set(ValueLayout.JAVA_INT_UNALIGNED, slot + ssrcAt, ssrc ^ SSRC_MASK);
            }
            return slot;
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
