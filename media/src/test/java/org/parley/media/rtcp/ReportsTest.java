// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private static final long MS = 1_000_000;
    private final MemorySegment memory = Arena.global().allocate(2_000);

    private ByteBuffer bytes(int length) {
        return ByteBuffer.wrap(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void loss_is_told_in_total_and_since_the_last_report() {
        ReceiveStatistics statistics = new ReceiveStatistics();
        for (int i = 0; i < 100; i++) {
            if (i % 4 != 1) {
                statistics.onPacket(0x1_0000 + i, i * 160, 8_000, i * 20L * MS);
            }
        }
        statistics.write(memory, 0, 7, 2_000 * MS);
        ByteBuffer first = bytes(24);
        assertThat(first.getInt(0)).isEqualTo(7);
        assertThat(first.get(4)).isEqualTo((byte) 64);
        assertThat(first.getInt(4) & 0xff_ffff).isEqualTo(25);
        assertThat(first.getInt(8)).isEqualTo(0x1_0063);

        for (int i = 100; i < 200; i++) {
            statistics.onPacket(0x1_0000 + i, i * 160, 8_000, i * 20L * MS);
        }
        statistics.write(memory, 0, 7, 4_000 * MS);
        assertThat(bytes(24).get(4)).isZero();
        assertThat(bytes(24).getInt(4)).isEqualTo(25);
    }

    @Test
    void jitter_settles_at_the_mean_deviation() {
        ReceiveStatistics statistics = new ReceiveStatistics();
        for (int i = 0; i < 500; i++) {
            statistics.onPacket(i, i * 160, 8_000, i * 20L * MS + (i % 2) * 5L * MS);
        }
        statistics.write(memory, 0, 7, 0);
        assertThat(bytes(24).getInt(12)).isBetween(38, 41); // 5 ms at 8 kHz
    }

    @Test
    void the_last_sender_report_is_echoed_with_the_time_since() {
        ReceiveStatistics statistics = new ReceiveStatistics();
        statistics.onPacket(1, 0, 8_000, 0);
        statistics.onSenderReport(0x1234_5678_9ABC_DEF0L, 1_000 * MS);
        statistics.write(memory, 0, 7, 1_500 * MS);
        assertThat(bytes(24).getInt(16)).isEqualTo(0x5678_9ABC);
        assertThat(bytes(24).getInt(20)).isEqualTo(32_768);
    }

    @Test
    void ntp_time_goes_there_and_back() {
        for (long nanos : new long[] {0, 1, 999_999_999, 1_000_000_000, 123_456_789_012_345L}) {
            assertThat(Ntp.toNanos(Ntp.ofNanos(nanos))).isBetween(nanos - 1, nanos);
        }
        assertThat(Ntp.ofNanos(1_500_000_000L)).isEqualTo(0x1_8000_0000L);
    }

    @Test
    void missing_packets_are_asked_for_with_a_bit_mask() {
        long[] missing = {65_535, 65_536, 65_551, 65_553};
        int length = RtcpWriter.nack(memory, 0, 1, 2, missing, 4);
        ByteBuffer nack = bytes(length);
        assertThat(length).isEqualTo(20);
        assertThat(nack.get(0)).isEqualTo((byte) 0x81);
        assertThat(nack.get(1)).isEqualTo((byte) 205);
        assertThat(nack.getShort(2)).isEqualTo((short) 4);
        assertThat(nack.getShort(12)).isEqualTo((short) 65_535);
        assertThat(nack.getShort(14)).isEqualTo((short) 0x8001);
        assertThat(nack.getShort(16)).isEqualTo((short) 17);
        assertThat(nack.getShort(18)).isZero();
    }

    @Test
    void a_gap_is_asked_for_after_the_reordering_time_and_again_by_round_trip_and_then_given_up() {
        NackList nacks = new NackList();
        nacks.onGap(10, 12, 0);
        assertThat(nacks.nextDue()).isEqualTo(10 * MS);
        nacks.onLate(10);
        assertThat(nacks.write(memory, 0, 1, 2, 80 * MS, 5 * MS)).isZero();
        assertThat(nacks.write(memory, 0, 1, 2, 80 * MS, 10 * MS)).isEqualTo(16);
        assertThat(nacks.nextDue()).isEqualTo(110 * MS);
        int asked = 1;
        for (long now = 11 * MS; now < 3_000 * MS; now += MS) {
            if (nacks.write(memory, 0, 1, 2, 80 * MS, now) > 0) {
                asked++;
            }
        }
        assertThat(asked).isBetween(4, 10);
        assertThat(nacks.size()).isZero();
        assertThat(nacks.nextDue()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_gap_that_is_too_large_is_not_asked_for() {
        NackList nacks = new NackList();
        assertThat(nacks.onGap(0, 100, 0)).isTrue();
        assertThat(nacks.onGap(200, 300, 0)).isFalse();
        assertThat(nacks.size()).isZero();
    }

    @Test
    void a_source_description_ends_on_a_word() {
        for (int size = 1; size < 20; size++) {
            int length = RtcpWriter.cname(memory, 0, 5, new byte[size]);
            assertThat(length % 4).isZero();
            assertThat((bytes(length).getShort(2) + 1) * 4).isEqualTo(length);
            assertThat(length).isGreaterThan(4 + 6 + size);
        }
    }
}
