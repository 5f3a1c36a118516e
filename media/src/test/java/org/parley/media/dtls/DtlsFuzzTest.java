// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.Fuzz;
import org.parley.media.srtp.SrtpProfile;

/// Hostile bytes in place of a handshake: they end at most that handshake.
class DtlsFuzzTest {
    private static final List<byte[]> FLIGHTS = flights();

    /// What a well-behaved client sends.
    private static List<byte[]> flights() {
        DtlsTest.Pair pair = new DtlsTest.Pair(0, 0);
        try {
            pair.client.handshake(DtlsTest.SERVER.fingerprint(), SrtpProfile.AEAD_AES_128_GCM);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        pair.association.close();
        return List.copyOf(pair.fromClient);
    }

    private static List<byte[]> corpus() {
        return FLIGHTS;
    }

    /// Before a handshake, and in the middle of one.
    @MethodSource("corpus")
    @FuzzTest
    void dtls(byte[] input) {
        DtlsTest.Pair fresh = new DtlsTest.Pair(0, 0);
        fresh.association.receive(input);
        fresh.association.close();
        DtlsTest.Pair begun = new DtlsTest.Pair(0, 0);
        begun.association.receive(FLIGHTS.getFirst());
        begun.association.receive(input);
        begun.association.close();
    }

    @Test
    void whatever_comes_instead_of_a_handshake_ends_at_most_that_handshake() throws Exception {
        Fuzz.run(FLIGHTS, 200, this::dtls);
        DtlsTest.Pair after = new DtlsTest.Pair(0, 0);
        assertThat(after.client.handshake(DtlsTest.SERVER.fingerprint(), SrtpProfile.AEAD_AES_128_GCM))
                .isNotNull();
        after.association.close();
    }
}
