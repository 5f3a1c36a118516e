// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.net.Sockets;
import org.parley.media.srtp.SrtpProfile;
import org.parley.media.testing.EchoServer;
import org.parley.media.testing.MediaClient;
import org.parley.media.testing.RtpPackets;
import org.parley.media.testing.Wire;
import org.parley.media.transport.Counter;

class SeveralLoopsTest {
    private static final int LOOPS = 4;
    private static final int CLIENTS = 16;
    private static final int PACKETS = 200;

    /// Shows that the kernel gives the packets of a known peer to the right loop: some of the first ones go
    /// astray and are handed over, the others do not.
    @Test
    void every_client_is_served_by_its_loop_and_few_packets_go_astray() throws Exception {
        assumeTrue(Sockets.nativeIsPossible());
        try (EchoServer server = new EchoServer(LOOPS, true)) {
            List<MediaClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                MediaClient client = new MediaClient(Wire.udp(server.address()));
                clients.add(client);
                client.connect(server.session().configure(client.offer()), SrtpProfile.AEAD_AES_128_GCM);
            }
            for (int i = 0; i < PACKETS; i++) {
                for (MediaClient client : clients) {
                    client.sendRtp(RtpPackets.rtp(7, i, 200));
                }
                for (MediaClient client : clients) {
                    assertThat(client.receiveRtp(3_000)).isEqualTo(RtpPackets.rtp(7 ^ EchoServer.SSRC_MASK, i, 200));
                }
            }
            assertThat(server.count(Counter.UNKNOWN_SOURCE)).isZero();
            assertThat(server.count(Counter.HANDED_OVER)).isLessThan(CLIENTS * 10);
            clients.forEach(MediaClient::close);
        }
    }

    @Test
    void a_tcp_connection_moves_to_the_loop_of_its_endpoint() throws Exception {
        assumeTrue(Sockets.nativeIsPossible());
        try (EchoServer server = new EchoServer(LOOPS, true)) {
            for (int i = 0; i < 2 * LOOPS; i++) {
                try (MediaClient client = new MediaClient(Wire.tcp(server.address()))) {
                    client.connect(server.session().configure(client.offer()), SrtpProfile.AEAD_AES_128_GCM);
                    client.sendRtp(RtpPackets.rtp(7, i, 200));
                    assertThat(client.receiveRtp(3_000)).isNotNull();
                }
            }
        }
    }
}
