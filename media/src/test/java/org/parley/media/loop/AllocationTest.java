// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.media.crypto.Ciphers;
import org.parley.media.net.Sockets;
import org.parley.media.srtp.SrtpProfile;
import org.parley.media.testing.EchoServer;
import org.parley.media.testing.MediaClient;
import org.parley.media.testing.RtpPackets;
import org.parley.media.testing.Wire;
import org.parley.media.transport.Counter;

class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BURST = 16;

    private int sequence;

    /// The whole way: receive, unprotect, reserve, copy, protect, send. What is left is the turn's: some
    /// bytes when a task or a timer runs.
    @ParameterizedTest
    @EnumSource
    void a_packet_from_socket_to_socket_allocates_nothing(SrtpProfile profile) throws Exception {
        assumeTrue(Sockets.nativeIsPossible() && Ciphers.libcrypto().isPresent());
        try (EchoServer server = new EchoServer(1, true);
                MediaClient client = new MediaClient(Wire.udp(server.address()))) {
            EchoServer.Session session = server.session();
            client.connect(session.configure(client.offer()), profile);
            bounce(client, 20_000);
            long before = allocated(session);
            long packetsBefore = server.count(Counter.PACKETS_IN);
            bounce(client, 10_000);
            long perPacket = (allocated(session) - before) / (server.count(Counter.PACKETS_IN) - packetsBefore);
            assertThat(perPacket).isZero();
            assertThat(server.count(Counter.MESSAGES_OUT))
                    .as("packets leave together")
                    .isLessThan(server.count(Counter.PACKETS_OUT));
        }
    }

    private void bounce(MediaClient client, int packets) {
        for (int i = 0; i < packets / BURST; i++) {
            for (int j = 0; j < BURST; j++) {
                client.sendRtp(RtpPackets.rtp(7, sequence++ & 0xffff, 1_000));
            }
            for (int j = 0; j < BURST; j++) {
                assertThat(client.receiveRtp(3_000)).isNotNull();
            }
        }
    }

    private static long allocated(EchoServer.Session session) throws Exception {
        CompletableFuture<Long> bytes = new CompletableFuture<>();
        session.loop.execute(() -> bytes.complete(THREADS.getCurrentThreadAllocatedBytes()));
        return bytes.get(5, TimeUnit.SECONDS);
    }
}
