// SPDX-License-Identifier: Apache-2.0
package org.parley.media.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StunMessageTest {
    static final byte[] PASSWORD = "a password of some length".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSACTION = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    static StunWriter check() {
        return new StunWriter(StunMessage.BINDING_REQUEST, TRANSACTION)
                .username(new IceUsername("abcd", "efgh"))
                .priority(7)
                .tieBreaker(StunAttribute.ICE_CONTROLLING, 9)
                .add(StunAttribute.USE_CANDIDATE, new byte[0]);
    }

    private static StunMessage read(byte[] bytes) {
        return StunMessage.parse(bytes, bytes.length).orElseThrow();
    }

    @Test
    void what_was_written_is_read() {
        StunMessage check = read(check().finish(PASSWORD));
        assertThat(check.isAuthentic(PASSWORD)).isTrue();
        assertThat(check.isFingerprinted()).isTrue();
        assertThat(check.username()).contains(new IceUsername("abcd", "efgh"));
        assertThat(check.has(StunAttribute.USE_CANDIDATE)).isTrue();
        assertThat(check.priority()).isEqualTo(7);
        assertThat(check.transactionId()).isEqualTo(TRANSACTION);
        assertThat(check.unknownRequired()).isEmpty();
    }

    @Test
    void an_error_says_its_code() {
        StunMessage error = read(new StunWriter(StunMessage.BINDING_ERROR, TRANSACTION)
                .error(487, "Role Conflict")
                .finish(PASSWORD));
        assertThat(error.errorCode()).isEqualTo(487);
    }

    @Test
    void attributes_behind_the_integrity_do_not_count() {
        StunMessage message = read(check().add(StunAttribute.MESSAGE_INTEGRITY, new byte[20])
                .add(StunAttribute.SOFTWARE, new byte[4])
                .finish());
        assertThat(message.has(StunAttribute.SOFTWARE)).isFalse();
    }

    @Test
    void what_must_be_understood_and_is_not_is_told() {
        assertThat(read(check().add(0x7f01, new byte[3]).finish(PASSWORD)).unknownRequired())
                .containsExactly(0x7f01);
        assertThat(read(check().add(0xff01, new byte[3]).finish(PASSWORD)).unknownRequired())
                .isEmpty();
    }

    @Test
    void each_changed_bit_is_noticed() {
        byte[] bytes = check().finish(PASSWORD);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(StunMessage.parse(changed, changed.length)
                            .filter(m -> m.isFingerprinted() && m.isAuthentic(PASSWORD)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }

    @Test
    void a_message_of_another_length_than_it_says_is_none() {
        byte[] bytes = check().finish(PASSWORD);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(StunMessage.parse(bytes, length)).isEmpty();
        }
        assertThat(StunMessage.parse(Arrays.copyOf(bytes, bytes.length + 4), bytes.length + 4))
                .isEmpty();
    }
}
