// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.parley.media.sdp.Offers;

class MediaPlaneTest {
    /// Takes everything and keeps nothing.
    private static final RoomListener NOBODY = new RoomListener() {
        @Override
        public void onSlots(String endpoint, List<Slot> slots) {}

        @Override
        public void onSpeakers(List<String> endpoints) {}

        @Override
        public void onConnection(String endpoint, ConnectionState state) {}

        @Override
        public void onQuality(String endpoint, int level) {}

        @Override
        public void onOfferWanted(String endpoint, String reason) {}
    };

    private static MediaConfig config(int port) {
        return MediaConfig.onPort(port).withHostAddresses(List.of(InetAddress.getLoopbackAddress()));
    }

    @Test
    void an_offer_is_answered_with_candidates_and_fingerprint() throws Exception {
        try (MediaPlane plane = MediaPlane.start(config(0))) {
            Room room = plane.openRoom("r", NOBODY);
            room.join("ada", 1);
            String answer = room.offer("ada", Offers.CHROMIUM, Offers.TRACKS)
                    .toCompletableFuture()
                    .get();
            assertThat(answer)
                    .contains("a=candidate:1 1 udp 2130706431 127.0.0.1 " + plane.port() + " typ host")
                    .contains("tcptype passive")
                    .contains("a=fingerprint:sha-256 ")
                    .contains("a=setup:passive");
        }
    }

    @Test
    void a_bad_offer_and_one_of_nobody_are_refused() throws Exception {
        try (MediaPlane plane = MediaPlane.start(config(0))) {
            Room room = plane.openRoom("r", NOBODY);
            room.join("ada", 1);
            assertThatThrownBy(() -> room.offer("ada", "v=0\r\n", Map.of())
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(SdpException.class);
            assertThatThrownBy(() -> room.offer("lin", Offers.CHROMIUM, Offers.TRACKS)
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(SdpException.class);
        }
    }

    @Test
    void a_port_that_another_has_is_named() throws Exception {
        try (DatagramSocket udp = new DatagramSocket(0)) {
            assertThatThrownBy(() -> MediaPlane.start(config(udp.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "media port %d (UDP and TCP) is in use by another process. Stop that process or choose"
                                    + " another port.",
                            udp.getLocalPort());
        }
        try (ServerSocket tcp = new ServerSocket(0)) {
            assertThatThrownBy(() -> MediaPlane.start(config(tcp.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void a_second_plane_on_the_same_port_is_refused_though_loops_share_theirs() throws Exception {
        try (MediaPlane plane = MediaPlane.start(config(0).withLoops(2))) {
            assertThatThrownBy(() -> MediaPlane.start(config(plane.port()).withLoops(2)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }
}
