// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.impairment.Conditions;
import org.parley.impairment.Conditions.Delay;
import org.parley.impairment.Conditions.Loss;
import org.parley.impairment.Conditions.Silence;
import org.parley.impairment.Counts;

class RelayTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int PATIENCE_MS = 5_000;

    private record Both(Counts up, Counts down) {}

    private DatagramSocket server;
    private ServerSocket tcpServer;
    private Relay relay;
    private Thread thread;

    @BeforeEach
    void start() throws IOException {
        server = new DatagramSocket(0, LOOPBACK);
        server.setSoTimeout(PATIENCE_MS);
        tcpServer = new ServerSocket(server.getLocalPort(), 10, LOOPBACK);
        tcpServer.setSoTimeout(PATIENCE_MS);
        relay = Relay.open(LOOPBACK, new InetSocketAddress(LOOPBACK, server.getLocalPort()), 1);
        thread = Thread.ofPlatform().start(() -> {
            try {
                relay.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        relay.close();
        thread.join(Duration.ofSeconds(5));
        assertThat(thread.isAlive()).isFalse();
        server.close();
        tcpServer.close();
    }

    private DatagramSocket client() throws IOException {
        DatagramSocket client = new DatagramSocket(0, LOOPBACK);
        client.setSoTimeout(PATIENCE_MS);
        client.connect(LOOPBACK, relay.port());
        return client;
    }

    private static void send(DatagramSocket from, int value) throws IOException {
        from.send(new DatagramPacket(new byte[] {(byte) value}, 1));
    }

    /// @return where it came from
    private static SocketAddress receive(DatagramSocket socket, int value) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[16], 16);
        socket.receive(packet);
        assertThat(packet.getData()[0]).isEqualTo((byte) value);
        return packet.getSocketAddress();
    }

    private void reply(SocketAddress to, int value) throws IOException {
        server.send(new DatagramPacket(new byte[] {(byte) value}, 1, to));
    }

    @Test
    void the_server_sees_each_client_at_an_address_of_its_own_and_answers_it() throws IOException {
        try (DatagramSocket one = client();
                DatagramSocket two = client()) {
            send(one, 1);
            SocketAddress first = receive(server, 1);
            send(two, 2);
            SocketAddress second = receive(server, 2);
            assertThat(second).isNotEqualTo(first);
            reply(first, 3);
            reply(second, 4);
            receive(one, 3);
            receive(two, 4);
        }
    }

    @Test
    void after_a_move_the_server_sees_the_client_at_a_new_address() throws IOException {
        try (DatagramSocket client = client()) {
            send(client, 1);
            SocketAddress before = receive(server, 1);
            relay.move();
            send(client, 2);
            SocketAddress after = receive(server, 2);
            assertThat(after).isNotEqualTo(before);
            reply(before, 3);
            reply(after, 4);
            receive(client, 4);
        }
    }

    @Test
    void conditions_hold_for_their_direction_alone() throws IOException {
        try (DatagramSocket client = client()) {
            send(client, 1);
            SocketAddress seen = receive(server, 1);
            relay.change(Direction.DOWN, Conditions.PERFECT.with(Loss.random(1)));
            counts();
            reply(seen, 2);
            send(client, 3);
            receive(server, 3);
            client.setSoTimeout(100);
            assertThatThrownBy(() -> receive(client, 2)).isInstanceOf(SocketTimeoutException.class);
            assertThat(counts().down()).isEqualTo(new Counts(1, 1, 0, 0, 0));
            assertThat(counts().up()).isEqualTo(new Counts(2, 0, 0, 0, 2));
        }
    }

    @Test
    void a_delay_is_kept() throws IOException {
        try (DatagramSocket client = client()) {
            relay.change(Direction.UP, Conditions.PERFECT.with(Delay.of(Duration.ofMillis(80), Duration.ZERO)));
            counts();
            long sent = System.nanoTime();
            send(client, 1);
            receive(server, 1);
            assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(80_000_000);
        }
    }

    @Test
    void a_tcp_connection_carries_bytes_both_ways_through_a_silence() throws IOException {
        relay.change(Direction.UP, Conditions.PERFECT.with(Silence.NOW));
        try (Socket client = new Socket(LOOPBACK, relay.port());
                Socket accepted = tcpServer.accept()) {
            client.setSoTimeout(PATIENCE_MS);
            client.getOutputStream().write(new byte[100_000]);
            accepted.getOutputStream().write(7);
            assertThat(client.getInputStream().read()).isEqualTo(7);
            accepted.setSoTimeout(100);
            assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            relay.change(Direction.UP, Conditions.PERFECT);
            accepted.setSoTimeout(PATIENCE_MS);
            assertThat(accepted.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }
    }

    @Test
    void the_end_of_a_connection_reaches_the_other_side() throws IOException {
        try (Socket client = new Socket(LOOPBACK, relay.port());
                Socket accepted = tcpServer.accept()) {
            client.shutdownOutput();
            accepted.setSoTimeout(PATIENCE_MS);
            assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_misspelt_condition_is_refused() {
        assertThatThrownBy(() -> Steering.parse("{\"up\":{\"los\":0.1}}")).hasMessageContaining("unknown: los");
        assertThatThrownBy(() -> Steering.parse("{\"up\":{\"loss\":2}}")).hasMessageContaining("loss");
        assertThatThrownBy(() -> Steering.parse("[")).hasMessageContaining("not JSON");
    }

    @Test
    void a_line_of_steering_says_what_is_to_hold() {
        Steering steering = Steering.parse("{\"up\":{\"loss\":0.05,\"delay\":100,\"jitter\":15},\"move\":true}");
        assertThat(steering.up())
                .isEqualTo(Conditions.PERFECT
                        .with(Loss.random(0.05))
                        .with(Delay.of(Duration.ofMillis(100), Duration.ofMillis(15))));
        assertThat(steering.down()).isNull();
        assertThat(steering.move()).isTrue();
    }

    /// Also a way to know that what was ordered before has happened.
    private Both counts() {
        CompletableFuture<Both> counts = new CompletableFuture<>();
        relay.count((up, down) -> counts.complete(new Both(up, down)));
        return counts.orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS).join();
    }
}
