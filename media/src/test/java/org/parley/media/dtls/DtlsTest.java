// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.srtp.SrtpKeys;
import org.parley.media.srtp.SrtpProfile;

class DtlsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    static final DtlsServer SERVER = new DtlsServer(RANDOM);

    /// Server and client with a wire between them that may lose datagrams, and remembers them.
    static final class Pair implements DtlsEvents {
        final List<byte[]> fromClient = new CopyOnWriteArrayList<>();
        private final List<byte[]> fromServer = new CopyOnWriteArrayList<>();
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final Random random;
        private final double loss;
        final DtlsClient client = new DtlsClient(RANDOM, this::toServer);
        final DtlsAssociation association = SERVER.associate(client.fingerprint(), this);
        private volatile @Nullable SrtpKeys keys;

        Pair(double loss, long seed) {
            this.loss = loss;
            random = new Random(seed);
        }

        private synchronized boolean isLost() {
            return random.nextDouble() < loss;
        }

        private void toServer(byte[] datagram) {
            fromClient.add(datagram);
            if (!isLost()) {
                association.receive(datagram);
            }
        }

        @Override
        public void send(byte[] datagram) {
            fromServer.add(datagram);
            if (!isLost()) {
                client.receive(datagram);
            }
        }

        @Override
        public void onKeys(SrtpKeys agreed) {
            keys = agreed;
            events.add("keys");
        }

        @Override
        public void onFailed(String why) {
            events.add("failed");
        }

        @Override
        public void onClosed() {
            events.add("closed");
        }
    }

    @Test
    void both_sides_agree_on_the_preferred_profile() throws Exception {
        Pair pair = new Pair(0, 0);
        SrtpKeys agreed = pair.client.handshake(
                SERVER.fingerprint(), SrtpProfile.AES128_CM_HMAC_SHA1_80, SrtpProfile.AEAD_AES_128_GCM);
        assertThat(agreed.profile()).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        // The keys are there before the client can know that it may send.
        assertThat(Objects.requireNonNull(pair.keys).profile()).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        assertThat(agreed.toString()).doesNotContainIgnoringCase("key=[");
        pair.association.close();
    }

    /// Both ends wait a second, then twice as long each time: more loss than this can need more than the time there is.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_handshake_survives_loss(long seed) throws Exception {
        Pair pair = new Pair(0.1, seed);
        assertThat(pair.client.handshake(SERVER.fingerprint(), SrtpProfile.AEAD_AES_128_GCM))
                .as("seed %d", seed)
                .isNotNull();
        await().untilAsserted(() -> assertThat(pair.events).as("seed %d", seed).containsExactly("keys"));
        pair.association.close();
    }

    @Test
    void replayed_flights_break_nothing_and_good_bye_is_heard() throws Exception {
        Pair pair = new Pair(0, 0);
        pair.client.handshake(SERVER.fingerprint(), SrtpProfile.AEAD_AES_128_GCM);
        int before = pair.fromServer.size();
        List<byte[]> flight = List.copyOf(pair.fromClient);
        flight.forEach(pair.association::receive);
        pair.client.close();
        await().untilAsserted(() -> assertThat(pair.events).containsExactly("keys", "closed"));
        assertThat(pair.fromServer.size()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void nothing_starts_without_a_client_hello() {
        Pair pair = new Pair(0, 0);
        assertThat(pair.association.receive(new byte[] {23, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1}))
                .isFalse();
        assertThat(pair.association.receive(new byte[] {22})).isFalse();
        assertThat(pair.association.receive(new byte[0])).isFalse();
    }
}
