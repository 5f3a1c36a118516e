// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.media.rtcp.Ntp;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Distribution;

/// What is counted for the metrics while media is forwarded.
class CountsTest {
    private static final long MS = TestRoom.MS;

    private final TestRoom test = new TestRoom();
    private final TestRoom.Member ada = test.chromium("ada");
    private final TestRoom.Member lin = test.chromium("lin");

    private static Packets sound(int sequence) {
        return Packets.of(111, 1)
                .at(sequence & 0xffff, sequence * 960)
                .extension(4, "0")
                .extension(1, (byte) 60)
                .payload((byte) 1, (byte) 2);
    }

    private void seconds(int from, int to, int lost, int jitter) {
        int slot = lin.ssrcs("4").getFirst();
        for (int second = from; second < to; second++) {
            for (int i = 0; i < 50; i++) {
                test.pass(20 * MS);
                ada.rtp(sound(second * 50 + i));
            }
            ByteBuffer report = Rtcp.find(lin.sink.rtcp, 200, -1).stream()
                    .filter(each -> each.getInt(4) == slot)
                    .reduce((_, last) -> last)
                    .orElse(null);
            int middle = report == null ? 0 : Ntp.middle(report.getLong(8));
            int age = Ntp.middle(Ntp.ofNanos(test.now)) - middle;
            // as if it came 80 ms later than it was answered
            lin.rtcp(Rtcp.receiverReport(slot, 0, lost, jitter, middle, age - 65_536 * 8 / 100));
        }
    }

    private long of(Distribution distribution, long value) {
        long[] read = test.counters.get(distribution);
        long[] bounds = distribution.bounds();
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        assertThat(Arrays.stream(read).limit(read.length - 1L).sum())
                .as("all in one bucket of %s", distribution)
                .isEqualTo(read[bucket]);
        return read[bucket];
    }

    @Test
    void what_is_forwarded_and_how_it_arrives_is_counted_once_a_second() {
        seconds(0, 10, 3, 480);
        assertThat(test.counters.get(Counter.PACKETS_FORWARDED))
                .isEqualTo(lin.sink.rtp.size())
                .isBetween(480L, 500L);
        assertThat(test.counters.get(Counter.BYTES_FORWARDED))
                .isEqualTo(lin.sink.rtp.stream()
                        .mapToLong(packet -> packet.bytes().length)
                        .sum());
        assertThat(of(Distribution.ROUND_TRIP, 80_000)).isBetween(7L, 10L);
        assertThat(of(Distribution.JITTER, 10_000)).isBetween(7L, 10L);
        assertThat(test.counters.get(Distribution.USED_BANDWIDTH)).isNotEqualTo(new long[14]);
    }

    @Test
    void lost_packets_are_counted_once_and_no_more_than_were_sent() {
        seconds(0, 3, 3, 0);
        assertThat(test.counters.get(Counter.PACKETS_REPORTED_LOST)).isEqualTo(3);
        seconds(3, 4, -7, 0);
        seconds(4, 5, 4, 0);
        assertThat(test.counters.get(Counter.PACKETS_REPORTED_LOST)).isEqualTo(4);
        seconds(5, 8, 0x7f_ffff, -1);
        assertThat(test.counters.get(Counter.PACKETS_REPORTED_LOST))
                .as("a subscriber that lies")
                .isLessThanOrEqualTo(test.counters.get(Counter.PACKETS_FORWARDED));
    }

    @Test
    void requests_and_what_follows_from_them_are_counted() {
        test.room.view("lin", List.of(new Wanted("ada", Source.CAMERA, 180)), test.now);
        for (int i = 0; i < 5; i++) {
            ada.rtp(picture(i == 3 ? 40 : 1 + i, 11 + i));
            test.pass(20 * MS);
        }
        int slot = lin.ssrcs("8").getFirst();
        int first = lin.received("8").getFirst().sequence();
        lin.rtcp(Rtcp.nack(slot, first, first + 1));
        lin.rtcp(Rtcp.pli(slot));
        test.pass(500 * MS);
        assertThat(test.counters.get(Counter.PACKETS_ASKED_AGAIN)).isEqualTo(2);
        assertThat(test.counters.get(Counter.PACKETS_SENT_AGAIN)).isEqualTo(2);
        assertThat(test.counters.get(Counter.MISSING_ASKED_FOR)).isPositive();
        assertThat(test.counters.get(Counter.KEY_FRAMES_WANTED)).isEqualTo(1);
        assertThat(test.counters.get(Counter.KEY_FRAMES_ASKED_FOR))
                .isEqualTo(Rtcp.plis(ada.sink.rtcp, 0x5001))
                .isPositive();
    }

    private static Packets picture(int sequence, int time) {
        return Packets.of(96, 0x5001)
                .at(sequence, time * 3000)
                .extension(4, "1")
                .extension(10, "q")
                .marked()
                .vp8(sequence == 1, true, sequence, 0);
    }
}
