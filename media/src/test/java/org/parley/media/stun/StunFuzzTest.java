// SPDX-License-Identifier: Apache-2.0
package org.parley.media.stun;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.Fuzz;

/// Hostile bytes instead of a STUN message: they are refused or read.
class StunFuzzTest {
    private static List<byte[]> corpus() {
        return List.of(
                Rfc5769Test.request(),
                Rfc5769Test.responseV4(),
                Rfc5769Test.responseV6(),
                StunMessageTest.check().finish(StunMessageTest.PASSWORD));
    }

    @MethodSource("corpus")
    @FuzzTest
    void stun(byte[] input) {
        StunMessage.parse(input, input.length).ifPresent(StunFuzzTest::askAll);
    }

    @Test
    void whatever_comes_in_is_refused_or_read() {
        Fuzz.run(corpus(), 1, this::stun);
    }

    private static void askAll(StunMessage message) {
        assertThat(message.toString()).isNotEmpty();
        assertThat(message.priority() + message.errorCode()).isNotNegative();
        assertThat(message.unknownRequired()).isNotNull();
        assertThat(message.username()).isNotNull();
        assertThat(message.mappedAddress()).isNotNull();
        assertThat(message.isAuthentic(StunMessageTest.PASSWORD) && !message.hasIntegrity())
                .isFalse();
    }
}
