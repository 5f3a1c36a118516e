// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.parley.media.srtp.SrtpProfile;
import org.parley.media.testing.EchoServer;
import org.parley.media.testing.MediaClient;
import org.parley.media.testing.RtpPackets;
import org.parley.media.testing.Wire;
import org.parley.media.transport.LocalTransport;

class EchoTest {
    @Test
    void a_client_by_udp_gets_its_packets_back() throws Exception {
        try (EchoServer server = new EchoServer(1, true);
                MediaClient client = new MediaClient(Wire.udp(server.address()))) {
            LocalTransport answer = server.session().configure(client.offer());
            client.connect(answer, SrtpProfile.AEAD_AES_128_GCM);
            for (int i = 0; i < 100; i++) {
                client.sendRtp(RtpPackets.rtp(7, i, 1_000));
                byte[] back = client.receiveRtp(2_000);
                assertThat(back).isEqualTo(RtpPackets.rtp(7 ^ EchoServer.SSRC_MASK, i, 1_000));
            }
        }
    }
}
