// SPDX-License-Identifier: Apache-2.0
package org.parley.media.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.media.stun.MappedAddress;
import org.parley.media.stun.StunAttribute;
import org.parley.media.stun.StunMessage;
import org.parley.media.stun.StunWriter;
import org.parley.media.turn.TurnCredentials.Pass;

/// A relay for one client, without a network.
class TurnSessionTest {
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
    private static final InetSocketAddress CLIENT = address("192.0.2.7", 40_000);
    private static final InetSocketAddress MEDIA = address("203.0.113.5", 10_000);
    private static final InetSocketAddress SECOND = address("203.0.113.6", 10_000);
    private static final InetSocketAddress RELAYED = address("203.0.113.5", 50_000);
    private static final byte[] TRANSACTION = "twelve bytes".getBytes(UTF_8);
    private static final int CHANNEL = 0x4001;

    private final TurnCredentials credentials = new TurnCredentials(new byte[32]);
    private final Pass pass = credentials.issue("ada", NOW);
    private final Recorder out = new Recorder();
    private final TurnSession session = new TurnSession(credentials, List.of(MEDIA, SECOND), CLIENT, "drawn", out);

    /// What a session had done.
    static final class Recorder implements TurnSession.Out {
        final List<byte[]> toClient = new ArrayList<>();
        final List<String> toPeers = new ArrayList<>();
        boolean full;
        boolean closed;

        @Override
        public void toClient(byte[] bytes) {
            toClient.add(bytes);
        }

        @Override
        public void toPeer(int peer, byte[] bytes, int offset, int length) {
            toPeers.add(peer + " " + new String(bytes, offset, length, UTF_8));
        }

        @Override
        public @Nullable InetSocketAddress allocate(String username) {
            return full ? null : RELAYED;
        }

        @Override
        public void close() {
            closed = true;
        }

        StunMessage last() {
            byte[] bytes = toClient.getLast();
            return StunMessage.parse(bytes, bytes.length, StreamFrames.MOST).orElseThrow();
        }
    }

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    static byte[] key(Pass pass) {
        try {
            return MessageDigest.getInstance("MD5")
                    .digest((pass.username() + ":parley:" + pass.password()).getBytes(UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] request(int type, Pass pass, String nonce, UnaryOperator<StunWriter> more) {
        var writer = new StunWriter(type, TRANSACTION, StreamFrames.MOST)
                .add(StunAttribute.USERNAME, pass.username().getBytes(UTF_8))
                .add(TurnSession.REALM, "parley".getBytes(UTF_8))
                .add(TurnSession.NONCE, nonce.getBytes(UTF_8));
        return more.apply(writer).finish(key(pass));
    }

    private StunMessage ask(int type, UnaryOperator<StunWriter> more) {
        say(request(type, pass, "drawn", more));
        return out.last();
    }

    private void say(byte[] bytes) {
        session.receive(ByteBuffer.wrap(bytes), NOW);
    }

    static StunWriter udp(StunWriter writer) {
        return writer.add(TurnSession.REQUESTED_TRANSPORT, new byte[] {17, 0, 0, 0});
    }

    private static UnaryOperator<StunWriter> peer(InetSocketAddress peer) {
        return writer -> writer.address(TurnSession.XOR_PEER_ADDRESS, MappedAddress.of(peer));
    }

    private static UnaryOperator<StunWriter> channel(int number, InetSocketAddress peer) {
        return writer -> peer(peer)
                .apply(writer)
                .add(TurnSession.CHANNEL_NUMBER, new byte[] {(byte) (number >>> 8), (byte) number, 0, 0});
    }

    private void allocate() {
        assertThat(ask(TurnSession.ALLOCATE, TurnSessionTest::udp).type())
                .isEqualTo(TurnSession.ALLOCATE | TurnSession.SUCCESS);
    }

    @Test
    void who_shows_no_password_is_told_realm_and_nonce() {
        say(udp(new StunWriter(TurnSession.ALLOCATE, TRANSACTION)).finish());

        assertThat(out.last().errorCode()).isEqualTo(401);
        assertThat(out.last().value(TurnSession.REALM)).isEqualTo("parley".getBytes(UTF_8));
        assertThat(out.last().value(TurnSession.NONCE)).isEqualTo("drawn".getBytes(UTF_8));
    }

    @Test
    void who_has_a_pass_gets_an_allocation() {
        allocate();

        assertThat(out.last().isAuthentic(key(pass))).isTrue();
        assertThat(out.last().address(TurnSession.XOR_RELAYED_ADDRESS)).contains(MappedAddress.of(RELAYED));
        assertThat(out.last().mappedAddress()).contains(MappedAddress.of(CLIENT));
        assertThat(ask(TurnSession.ALLOCATE, TurnSessionTest::udp).errorCode()).isEqualTo(437);
    }

    @Test
    void a_wrong_password_an_ended_pass_and_a_made_up_name_are_refused_alike() {
        var wrong = new Pass(pass.username(), "guessed");
        var old = credentials.issue("ada", NOW.minus(Duration.ofDays(2)));
        var later = NOW.plus(Duration.ofDays(9)).getEpochSecond() + ":ada";
        for (var each : List.of(wrong, old, new Pass(later, pass.password()), new Pass("ada", "x"))) {
            say(request(TurnSession.ALLOCATE, each, "drawn", TurnSessionTest::udp));
            assertThat(out.last().errorCode()).isEqualTo(401);
        }
    }

    @Test
    void another_connections_nonce_is_stale() {
        say(request(TurnSession.ALLOCATE, pass, "other", TurnSessionTest::udp));
        assertThat(out.last().errorCode()).isEqualTo(438);
    }

    @Test
    void there_is_no_room_for_more_than_the_quota() {
        out.full = true;
        assertThat(ask(TurnSession.ALLOCATE, TurnSessionTest::udp).errorCode()).isEqualTo(486);
    }

    @Test
    void only_udp_of_the_announced_kind_of_address_is_relayed() {
        assertThat(ask(TurnSession.ALLOCATE, w -> w.add(TurnSession.REQUESTED_TRANSPORT, new byte[] {6, 0, 0, 0}))
                        .errorCode())
                .isEqualTo(442);
        assertThat(ask(
                                TurnSession.ALLOCATE,
                                w -> udp(w).add(TurnSession.REQUESTED_ADDRESS_FAMILY, new byte[] {2, 0, 0, 0}))
                        .errorCode())
                .isEqualTo(440);
        assertThat(ask(TurnSession.ALLOCATE, w -> udp(w).add(0x0018, new byte[] {0}))
                        .errorCode())
                .isEqualTo(420);
    }

    @Test
    void it_leads_to_the_servers_media_and_nowhere_else() {
        allocate();
        var elsewhere = address("198.51.100.1", 10_000);
        var otherPort = address("203.0.113.5", 5432);

        assertThat(ask(TurnSession.CREATE_PERMISSION, peer(elsewhere)).errorCode())
                .isEqualTo(403);
        assertThat(ask(TurnSession.CREATE_PERMISSION, peer(MEDIA)).errorCode()).isZero();
        assertThat(ask(TurnSession.CHANNEL_BIND, channel(CHANNEL, elsewhere)).errorCode())
                .isEqualTo(403);
        assertThat(ask(TurnSession.CHANNEL_BIND, channel(CHANNEL, otherPort)).errorCode())
                .isEqualTo(403);
        for (var to : List.of(elsewhere, otherPort, SECOND)) {
            say(peer(to).apply(new StunWriter(TurnSession.SEND_INDICATION, TRANSACTION))
                    .add(TurnSession.DATA, "hello".getBytes(UTF_8))
                    .finish());
        }
        assertThat(out.toPeers).containsExactly("1 hello");
    }

    @Test
    void nothing_is_relayed_without_an_allocation() {
        say(peer(MEDIA)
                .apply(new StunWriter(TurnSession.SEND_INDICATION, TRANSACTION))
                .add(TurnSession.DATA, "hello".getBytes(UTF_8))
                .finish());
        say(StreamFrames.channelData(CHANNEL, "hello".getBytes(UTF_8), 5));

        assertThat(ask(TurnSession.CHANNEL_BIND, channel(CHANNEL, MEDIA)).errorCode())
                .isEqualTo(437);
        assertThat(out.toPeers).isEmpty();
    }

    @Test
    void a_packet_from_the_media_comes_as_an_indication_and_on_a_channel_once_one_is_bound() {
        allocate();
        session.fromPeer(0, "before".getBytes(UTF_8), 6);
        assertThat(out.last().type()).isEqualTo(TurnSession.DATA_INDICATION);
        assertThat(out.last().address(TurnSession.XOR_PEER_ADDRESS)).contains(MappedAddress.of(MEDIA));
        assertThat(out.last().value(TurnSession.DATA)).isEqualTo("before".getBytes(UTF_8));

        assertThat(ask(TurnSession.CHANNEL_BIND, channel(CHANNEL, MEDIA)).errorCode())
                .isZero();
        session.fromPeer(0, "after".getBytes(UTF_8), 5);
        assertThat(out.toClient.getLast()).isEqualTo(new byte[] {0x40, 1, 0, 5, 'a', 'f', 't', 'e', 'r', 0, 0, 0});
        say(StreamFrames.channelData(CHANNEL, "answer".getBytes(UTF_8), 6));
        assertThat(out.toPeers).containsExactly("0 answer");
    }

    @Test
    void a_channel_stays_with_its_peer() {
        allocate();
        ask(TurnSession.CHANNEL_BIND, channel(CHANNEL, MEDIA));

        assertThat(ask(TurnSession.CHANNEL_BIND, channel(CHANNEL, MEDIA)).errorCode())
                .isZero();
        assertThat(ask(TurnSession.CHANNEL_BIND, channel(CHANNEL, SECOND)).errorCode())
                .isEqualTo(400);
        assertThat(ask(TurnSession.CHANNEL_BIND, channel(CHANNEL + 1, MEDIA)).errorCode())
                .isEqualTo(400);
        assertThat(ask(TurnSession.CHANNEL_BIND, channel(0x5000, SECOND)).errorCode())
                .isEqualTo(400);
    }

    @Test
    void a_pass_that_ends_meanwhile_still_refreshes_what_it_opened() {
        allocate();
        session.receive(
                ByteBuffer.wrap(request(TurnSession.REFRESH, pass, "drawn", w -> w)), NOW.plus(Duration.ofDays(2)));
        assertThat(out.last().errorCode()).isZero();
        assertThat(out.closed).isFalse();

        ask(TurnSession.REFRESH, w -> w.add(TurnSession.LIFETIME, new byte[4]));
        assertThat(out.closed).isTrue();
    }

    @Test
    void a_stream_may_be_cut_anywhere() {
        byte[] request = request(TurnSession.ALLOCATE, pass, "drawn", TurnSessionTest::udp);
        for (byte each : request) {
            say(new byte[] {each});
        }
        assertThat(out.toClient).hasSize(1);
        assertThat(out.last().errorCode()).isZero();
    }

    @Test
    void who_keeps_guessing_is_cut_off() {
        for (int i = 0; i < 20; i++) {
            say(request(TurnSession.ALLOCATE, new Pass(pass.username(), "x"), "drawn", TurnSessionTest::udp));
        }
        assertThat(out.closed).isTrue();
    }

    @Test
    void a_frame_that_is_too_long_ends_the_stream() {
        say(new byte[] {0, 1, 0x7f, (byte) 0xfc});
        assertThat(out.closed).isTrue();
    }

    @Test
    void a_pass_tells_nothing_when_printed() {
        assertThat(pass.toString()).isEqualTo("Pass[]");
        assertThat(Arrays.asList(pass.username().split(":", -1))).hasSize(2);
    }
}
