// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamCheckTest {
    private final StreamCheck check = new StreamCheck(1);

    private void receive(int... sequences) {
        for (int sequence : sequences) {
            check.on(sequence & 0xffff);
        }
    }

    @Test
    void a_stream_that_wraps_has_no_gap() {
        receive(65_534, 65_535, 65_536, 65_537);
        assertThat(check.received()).isEqualTo(4);
        assertThat(check.missing()).isZero();
        assertThat(check.repeated()).isZero();
    }

    @Test
    void skipped_numbers_are_missing_until_they_come() {
        receive(10, 13);
        assertThat(check.missing()).isEqualTo(2);
        receive(11, 12);
        assertThat(check.missing()).isZero();
        assertThat(check.repeated()).isEqualTo(2);
    }
}
