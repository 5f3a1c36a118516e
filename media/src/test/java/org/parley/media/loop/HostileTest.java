// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.ConnectionState;
import org.parley.media.dtls.Fingerprint;
import org.parley.media.srtp.SrtpProfile;
import org.parley.media.testing.EchoServer;
import org.parley.media.testing.MediaClient;
import org.parley.media.testing.RtpPackets;
import org.parley.media.testing.Wire;
import org.parley.media.transport.Counter;
import org.parley.media.transport.LocalTransport;
import org.parley.media.transport.RemoteTransport;

/// What strangers and misbehaving endpoints send costs a counter and nothing else.
@ParameterizedClass
@ValueSource(booleans = {true, false})
class HostileTest {
    @Parameter
    boolean nativeIo;

    private EchoServer server;
    private MediaClient client;
    private EchoServer.Session session;
    private LocalTransport answer;
    private int sequence;

    @BeforeEach
    void connect() throws Exception {
        server = new EchoServer(1, nativeIo);
        client = new MediaClient(Wire.udp(server.address()));
        session = server.session();
        answer = session.configure(client.offer());
        client.connect(answer, SrtpProfile.AEAD_AES_128_GCM);
    }

    @AfterEach
    void everything_still_works() {
        sequence++;
        client.sendRtp(RtpPackets.rtp(9, sequence, 100));
        assertThat(client.receiveRtp(3_000)).isEqualTo(RtpPackets.rtp(9 ^ EchoServer.SSRC_MASK, sequence, 100));
        assertThat(server.count(Counter.HANDLER_FAILED)).isZero();
        client.close();
        server.close();
    }

    private void awaitCount(Counter counter, long count) {
        await().untilAsserted(() -> assertThat(server.count(counter)).isEqualTo(count));
    }

    @Test
    void media_and_handshakes_from_an_address_without_a_check_are_dropped() throws Exception {
        byte[] stolen = client.protectRtp(RtpPackets.rtp(7, 1, 100));
        try (MediaClient stranger = new MediaClient(Wire.udp(server.address()))) {
            stranger.send(stolen);
            stranger.send(new byte[] {22, (byte) 0xfe, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1});
            awaitCount(Counter.UNKNOWN_SOURCE, 2);
            assertThat(server.count(Counter.PACKETS_OUT)).isLessThan(20);
        }
    }

    @Test
    void a_check_with_a_wrong_password_gets_no_answer_and_no_path() throws Exception {
        try (MediaClient stranger = new MediaClient(Wire.udp(server.address()))) {
            long sent = server.count(Counter.PACKETS_OUT);
            stranger.send(stranger.checkMessage(answer.ufrag(), "not the password", true));
            stranger.send(stranger.checkMessage("nobody00", answer.pwd(), true));
            stranger.send(client.checkMessage(answer.ufrag(), "guessed", true));
            awaitCount(Counter.CHECK_REFUSED, 3);
            assertThat(server.count(Counter.PACKETS_OUT)).isEqualTo(sent);
        }
    }

    @Test
    void a_check_of_another_endpoint_does_not_take_over_an_address_in_use() throws Exception {
        try (MediaClient other = new MediaClient(Wire.udp(server.address()))) {
            LocalTransport others = server.session().configure(other.offer());
            client.send(other.checkMessage(others.ufrag(), others.pwd(), true));
            awaitCount(Counter.CHECK_REFUSED, 1);
        }
    }

    @Test
    void replayed_cut_and_changed_packets_are_dropped() {
        byte[] packet = client.protectRtp(RtpPackets.rtp(7, 1, 100));
        client.send(packet);
        client.send(packet);
        awaitCount(Counter.REPLAYED, 1);
        byte[] changed = client.protectRtp(RtpPackets.rtp(7, 2, 100));
        changed[50] ^= 1;
        client.send(changed);
        client.send(Arrays.copyOf(client.protectRtp(RtpPackets.rtp(7, 3, 100)), 40));
        awaitCount(Counter.NOT_AUTHENTIC, 2);
        assertThat(client.receiveRtp(1_000)).hasSize(112);
        assertThat(client.waitingRtp()).isZero();
    }

    @Test
    void noise_is_survived() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] noise = new byte[random.nextInt(1_500)];
            random.nextBytes(noise);
            client.send(noise);
        }
        long before = server.count(Counter.PACKETS_IN);
        assertThat(before).isPositive();
    }

    @Test
    void a_thousand_half_open_handshakes_keep_nobody_out() throws Exception {
        List<MediaClient> half = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            MediaClient stuck = new MediaClient(Wire.udp(server.address()));
            half.add(stuck);
            stuck.check(server.session().configure(stuck.offer()), true);
            stuck.send(clientHello());
        }
        try (MediaClient late = new MediaClient(Wire.udp(server.address()))) {
            late.connect(server.session().configure(late.offer()), SrtpProfile.AEAD_AES_128_GCM);
            late.sendRtp(RtpPackets.rtp(7, 1, 100));
            assertThat(late.receiveRtp(3_000)).isNotNull();
        }
        half.forEach(MediaClient::close);
    }

    /// As much of one as starts a handshake: the first of two fragments.
    private static byte[] clientHello() {
        byte[] record = new byte[13 + 12 + 100];
        record[0] = 22;
        record[1] = (byte) 0xfe;
        record[2] = (byte) 0xff;
        record[12] = 112;
        record[13] = 1;
        record[15] = 2;
        record[24] = 100;
        return record;
    }

    @Test
    void a_certificate_that_the_offer_did_not_name_ends_in_failure() throws Exception {
        try (MediaClient impostor = new MediaClient(Wire.udp(server.address()));
                MediaClient victim = new MediaClient(Wire.udp(server.address()))) {
            RemoteTransport offer = impostor.offer();
            EchoServer.Session attacked = server.session();
            LocalTransport local = attacked.configure(new RemoteTransport(
                    offer.ufrag(), offer.pwd(), "sha-256", victim.offer().fingerprint(), true));
            assertThatThrownBy(() -> impostor.connect(local, SrtpProfile.AEAD_AES_128_GCM))
                    .isInstanceOf(java.io.IOException.class);
            await().untilAsserted(() -> assertThat(attacked.states).containsExactly(ConnectionState.FAILED));
            assertThat(server.count(Counter.HANDSHAKE_FAILED)).isEqualTo(1);
        }
    }

    @Test
    void an_offer_with_a_weak_hash_or_a_changed_fingerprint_is_refused() throws Exception {
        RemoteTransport offer = client.offer();
        EchoServer.Session fresh = server.session();
        assertThatThrownBy(
                        () -> fresh.configure(new RemoteTransport(offer.ufrag(), offer.pwd(), "sha-1", "AB:CD", true)))
                .hasMessageContaining("sha-256");
        String other = new Fingerprint("sha-256", "00:".repeat(31) + "00").value();
        assertThatThrownBy(() -> session.configure(new RemoteTransport("other", offer.pwd(), "sha-256", other, true)))
                .hasMessageContaining("fingerprint");
    }

    @Test
    void an_endpoint_that_says_good_bye_is_disconnected() throws Exception {
        EchoServer.Session left = server.session();
        try (MediaClient brief = new MediaClient(Wire.udp(server.address()))) {
            brief.connect(left.configure(brief.offer()), SrtpProfile.AEAD_AES_128_GCM);
            await().untilAsserted(() -> assertThat(left.states).containsExactly(ConnectionState.CONNECTED));
        }
        await().untilAsserted(() -> assertThat(left.states).contains(ConnectionState.DISCONNECTED));
    }
}
