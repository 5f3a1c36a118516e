// SPDX-License-Identifier: Apache-2.0
package org.parley.media.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.Fuzz;
import org.parley.media.stun.StunWriter;

/// Hostile bytes on a stream to the relay: nothing is thrown, and nothing reaches the media without a password.
class TurnFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
    private static final TurnCredentials CREDENTIALS = new TurnCredentials(new byte[32]);

    private static List<byte[]> corpus() {
        return List.of(
                TurnSessionTest.udp(new StunWriter(TurnSession.ALLOCATE, new byte[12]))
                        .finish(),
                TurnSessionTest.request(
                        TurnSession.REFRESH, CREDENTIALS.issue("lin", NOW), "other", TurnSessionTest::udp),
                new StunWriter(TurnSession.SEND_INDICATION, new byte[12])
                        .add(TurnSession.DATA, new byte[40])
                        .finish(),
                StreamFrames.channelData(0x4000, new byte[30], 30));
    }

    @MethodSource("corpus")
    @FuzzTest
    void turn(byte[] input) {
        var out = new TurnSessionTest.Recorder();
        var media = new InetSocketAddress("203.0.113.5", 10_000);
        var session = new TurnSession(CREDENTIALS, List.of(media), media, "drawn", out);
        session.receive(ByteBuffer.wrap(input), NOW);
        session.receive(ByteBuffer.wrap(input), NOW);
        assertThat(out.toPeers).isEmpty();
    }

    @Test
    void whatever_comes_in_reaches_nobody() {
        Fuzz.run(corpus(), 1, this::turn);
    }
}
