// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.media.stun.MappedAddress;
import org.parley.media.stun.StunAttribute;
import org.parley.media.stun.StunMessage;
import org.parley.media.stun.StunWriter;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.Proof;

/// Media by the port of the pages: TURN (RFC 8656) within TLS, from a socket to what stands for the media plane,
/// which sends back all that comes.
class RelayTest {
    private static final int ALLOCATE = 0x0003;
    private static final int REFRESH = 0x0004;
    private static final int SEND = 0x0016;
    private static final int PEER = 0x0012;
    private static final int DATA = 0x0013;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private DatagramSocket media;
    private TestServer parley;

    RelayTest() throws IOException {
        media = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @BeforeEach
    void start() {
        Thread.ofVirtual().start(this::echo);
        parley = TestServer.startAnnounced(
                data, (InetSocketAddress) media.getLocalSocketAddress(), Map.of("tls.self-signed", "true"));
    }

    private void echo() {
        var packet = new DatagramPacket(new byte[1_600], 1_600);
        try {
            while (true) {
                packet.setLength(1_600);
                media.receive(packet);
                media.send(packet);
            }
        } catch (IOException ignored) {
            // closed
        }
    }

    @AfterEach
    void stop() {
        parley.close();
        media.close();
    }

    @Test
    void a_packet_goes_to_the_media_and_back_on_the_port_of_the_pages() throws Exception {
        try (HttpClient http = TlsTest.credulous();
                Socket socket = TlsTest.trustingAll()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), parley.server.httpPort())) {
            JsonNode pass = admitted(http).get("relay");
            var client = new Client(socket, pass);
            assertThat(client.ask(ALLOCATE, RelayTest::udp).errorCode()).isZero();
            assertThat(parley.scrape()).contains("parley_media_relayed 1");

            var peer = MappedAddress.of((InetSocketAddress) media.getLocalSocketAddress());
            byte[] packet = "a packet".getBytes(UTF_8);
            client.send(new StunWriter(SEND, new byte[12])
                    .address(PEER, peer)
                    .add(DATA, packet)
                    .finish());
            StunMessage back = client.hear();
            assertThat(back.address(PEER)).contains(peer);
            assertThat(back.value(DATA)).isEqualTo(packet);

            // The same port still serves pages.
            HttpRequest health = HttpRequest.newBuilder(uri("https", "/health")).build();
            assertThat(http.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

            client.ask(REFRESH, writer -> writer.add(0x000D, new byte[4]));
            await().until(() -> parley.scrape().contains("parley_media_relayed 0"));
            http.shutdownNow();
        }
    }

    @Test
    void nobody_gets_more_than_a_few_allocations() throws Exception {
        try (HttpClient http = TlsTest.credulous()) {
            JsonNode pass = admitted(http).get("relay");
            var sockets = new HashMap<Integer, Socket>();
            try {
                for (int i = 0; i <= 8; i++) {
                    Socket socket = TlsTest.trustingAll()
                            .getSocketFactory()
                            .createSocket(InetAddress.getLoopbackAddress(), parley.server.httpPort());
                    sockets.put(i, socket);
                    assertThat(new Client(socket, pass)
                                    .ask(ALLOCATE, RelayTest::udp)
                                    .errorCode())
                            .isEqualTo(i < 8 ? 0 : 486);
                }
            } finally {
                for (Socket socket : sockets.values()) {
                    socket.close();
                }
            }
            await().until(() -> parley.scrape().contains("parley_media_relayed 0"));
            http.shutdownNow();
        }
    }

    @Test
    void behind_a_proxy_there_is_none() throws Exception {
        parley.close();
        parley = TestServer.startAnnounced(
                data, (InetSocketAddress) media.getLocalSocketAddress(), Map.of("http.behind-proxy", "true"));
        Invitation.Open meeting = parley.meeting();
        Person host = parley.come(meeting, "Ada", true);
        host.hear("ready");
        host.say("start");
        assertThat(host.hear("admitted").has("relay")).isFalse();
        host.drop();
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + parley.server.httpPort() + path);
    }

    private JsonNode admitted(HttpClient http) throws Exception {
        Invitation.Open meeting = parley.meeting();
        String ticket = parley.server
                .knock(
                        meeting.number(),
                        new Proof.ByKey(meeting.hostLink().key().text()),
                        "Ada",
                        EndpointKind.BROWSER)
                .orElseThrow();
        Person host = Person.connect(http, uri("https", "/api/v1/signal"), null);
        host.say("hello", Map.of("ticket", ticket));
        host.hear("ready");
        host.say("start");
        return host.hear("admitted");
    }

    private static StunWriter udp(StunWriter writer) {
        return writer.add(0x0019, new byte[] {17, 0, 0, 0});
    }

    /// A browser's side, with one request under way at a time.
    private static final class Client {
        private final Socket socket;
        private final DataInputStream in;
        private final String username;
        private final byte[] key;
        private byte[] nonce = {};

        Client(Socket socket, JsonNode pass) throws Exception {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.username = pass.get("username").asText();
            this.key = MessageDigest.getInstance("MD5")
                    .digest((username + ":parley:" + pass.get("credential").asText()).getBytes(UTF_8));
        }

        /// Asks for realm and nonce first, as RFC 8489 §9.2.3 has it.
        StunMessage ask(int type, UnaryOperator<StunWriter> more) throws IOException {
            if (nonce.length == 0) {
                send(more.apply(new StunWriter(type, new byte[12])).finish());
                StunMessage refused = hear();
                assertThat(refused.errorCode()).isEqualTo(401);
                nonce = refused.value(0x0015);
            }
            send(more.apply(new StunWriter(type, new byte[12])
                            .add(StunAttribute.USERNAME, username.getBytes(UTF_8))
                            .add(0x0014, "parley".getBytes(UTF_8))
                            .add(0x0015, nonce))
                    .finish(key));
            return hear();
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        StunMessage hear() throws IOException {
            byte[] message = new byte[1_700];
            in.readFully(message, 0, 20);
            int length = (message[2] & 0xff) << 8 | (message[3] & 0xff);
            in.readFully(message, 20, length);
            return StunMessage.parse(message, 20 + length, message.length).orElseThrow();
        }
    }
}
