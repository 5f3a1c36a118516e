// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.srtp.SrtpProfile;
import org.parley.media.testing.EchoServer;
import org.parley.media.testing.MediaClient;
import org.parley.media.testing.RtpPackets;
import org.parley.media.testing.Wire;
import org.parley.media.transport.LocalTransport;

class EchoTest {
    @ParameterizedTest
    @CsvSource({
        "NATIVE, UDP, AEAD_AES_128_GCM",
        "NATIVE, UDP, AES128_CM_HMAC_SHA1_80",
        "NATIVE, TCP, AEAD_AES_128_GCM",
        "PORTABLE, UDP, AEAD_AES_128_GCM",
        "PORTABLE, TCP, AES128_CM_HMAC_SHA1_80",
    })
    void a_client_gets_its_packets_back(String io, String protocol, SrtpProfile profile) throws Exception {
        try (EchoServer server = new EchoServer(1, io.equals("NATIVE"));
                MediaClient client = new MediaClient(wire(protocol, server.address()))) {
            LocalTransport answer = server.session().configure(client.offer());
            client.connect(answer, profile);
            for (int i = 0; i < 100; i++) {
                client.sendRtp(RtpPackets.rtp(7, i, 1_000));
                assertThat(client.receiveRtp(2_000)).isEqualTo(RtpPackets.rtp(7 ^ EchoServer.SSRC_MASK, i, 1_000));
            }
            client.sendRtcp(RtpPackets.receiverReport(7));
            assertThat(client.receiveRtcp(2_000)).isEqualTo(RtpPackets.receiverReport(7 ^ EchoServer.SSRC_MASK));
        }
    }

    private static Wire wire(String protocol, InetSocketAddress server) throws IOException {
        return protocol.equals("UDP") ? Wire.udp(server) : Wire.tcp(server);
    }
}
