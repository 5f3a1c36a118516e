// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile bytes in place of a protected frame: a header is read back as it was, and nobody's key opens them.
class FrameFuzzTest {
    private static final byte[] KEY = new byte[16];
    private static final int ROUNDS = 20_000;

    private static List<byte[]> corpus() {
        var sender = new FrameSender(CipherSuite.AES_128_GCM_SHA256_128);
        sender.enter(7, 3, KEY);
        return List.of(
                sender.encrypt(Stream.CAMERA, new byte[0], new byte[] {1, 2, 3}),
                sender.encrypt(Stream.MICROPHONE, new byte[0], new byte[0]),
                new byte[] {(byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    }

    @MethodSource("corpus")
    @FuzzTest
    void frames(byte[] input) {
        try {
            var header = Header.decode(input, 0);
            var again = new byte[header.length()];
            header.encode(again, 0);
            assertThat(input).startsWith(again);
            var receiver = new FrameReceiver(CipherSuite.AES_128_GCM_SHA256_128);
            receiver.enter(7, KEY, Instant.EPOCH);
            for (var clear = 0; clear <= Math.min(2, input.length); clear++) {
                receiver.decrypt(Stream.CAMERA, 3, input, clear, Instant.EPOCH);
            }
        } catch (SFrameException e) {
            assertThat(e.reason()).isNotNull();
        }
    }

    @Test
    void whatever_comes_in_is_refused_or_read() {
        var seeds = corpus();
        var random = new Random(3);
        for (var i = 0; i < ROUNDS; i++) {
            var bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (var faults = 1 + random.nextInt(3); faults > 0; faults--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            frames(random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
        }
    }
}
