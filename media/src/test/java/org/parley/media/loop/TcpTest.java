// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.srtp.SrtpProfile;
import org.parley.media.testing.EchoServer;
import org.parley.media.testing.MediaClient;
import org.parley.media.testing.RtpPackets;
import org.parley.media.testing.Wire;
import org.parley.media.transport.Counter;

class TcpTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connections_without_a_check_make_room_for_new_ones(boolean nativeIo) throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (EchoServer server = new EchoServer(1, nativeIo)) {
            for (int i = 0; i < 300; i++) {
                idle.add(new Socket(server.address().getAddress(), server.port()));
            }
            await().untilAsserted(
                            () -> assertThat(server.count(Counter.TCP_REFUSED)).isEqualTo(300 - 256));
            assertThat(idle.getFirst().getInputStream().read()).isEqualTo(-1);
            try (MediaClient client = new MediaClient(Wire.tcp(server.address()))) {
                client.connect(server.session().configure(client.offer()), SrtpProfile.AEAD_AES_128_GCM);
                client.sendRtp(RtpPackets.rtp(7, 1, 100));
                assertThat(client.receiveRtp(3_000)).isNotNull();
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void frames_may_come_in_any_pieces(boolean nativeIo) throws Exception {
        try (EchoServer server = new EchoServer(1, nativeIo);
                MediaClient helper = new MediaClient(Wire.udp(server.address()));
                Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.setTcpNoDelay(true);
            var answer = server.session().configure(helper.offer());
            byte[] check = helper.checkMessage(answer.ufrag(), answer.pwd(), true);
            OutputStream out = socket.getOutputStream();
            byte[] stream = new byte[3 * (check.length + 2)];
            for (int i = 0; i < 3; i++) {
                int at = i * (check.length + 2);
                stream[at + 1] = (byte) check.length;
                System.arraycopy(check, 0, stream, at + 2, check.length);
            }
            for (byte b : stream) {
                out.write(b);
                out.flush();
            }
            await().untilAsserted(() -> assertThat(server.count(Counter.CHECKS)).isEqualTo(3));
            out.write(new byte[] {(byte) 0xff, (byte) 0xff});
            out.flush();
            socket.getInputStream().readNBytes(3 * 2);
            await().untilAsserted(
                            () -> assertThat(server.count(Counter.MALFORMED)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_reader_that_does_not_read_loses_packets_and_nobody_else_does(boolean nativeIo) throws Exception {
        try (EchoServer server = new EchoServer(1, nativeIo);
                MediaClient slow = new MediaClient(new StallingWire(Wire.tcp(server.address())));
                MediaClient other = new MediaClient(Wire.udp(server.address()))) {
            slow.connect(server.session().configure(slow.offer()), SrtpProfile.AEAD_AES_128_GCM);
            other.connect(server.session().configure(other.offer()), SrtpProfile.AEAD_AES_128_GCM);
            ((StallingWire) slow.wire()).stall();
            for (int i = 0; i < 8_000; i++) {
                slow.sendRtp(RtpPackets.rtp(7, i, 1_200));
            }
            await().untilAsserted(
                            () -> assertThat(server.count(Counter.TCP_SLOW)).isPositive());
            other.sendRtp(RtpPackets.rtp(8, 1, 100));
            assertThat(other.receiveRtp(3_000)).isNotNull();
        }
    }
}
