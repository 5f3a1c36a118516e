// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.media.rtcp.FeedbackDecoder;
import org.parley.media.rtcp.Ntp;

class ClockTest {
    private static final long MS = TestRoom.MS;
    /// The publisher's wall clock is far from the room's.
    private static final long AWAY = 3_900_000_000_000_000_000L;

    private final TestRoom test = new TestRoom();
    private final TestRoom.Member ada = test.chromium("ada");
    private final TestRoom.Member lin = test.chromium("lin");

    private void report(int ssrc, int timestamp) {
        ada.rtcp(Rtcp.senderReport(ssrc, Ntp.ofNanos(test.now + AWAY), timestamp));
    }

    private ByteBuffer lastReport(String mid) {
        int ssrc = lin.ssrcs(mid).getFirst();
        return Rtcp.find(lin.sink.rtcp, 200, -1).stream()
                .filter(b -> b.getInt(4) == ssrc)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    /// When, by the reports that the subscriber got, a packet was captured.
    private double captured(Sent packet, ByteBuffer report, int clockRate) {
        double ntp = Ntp.toNanos(report.getLong(8)) / 1e6;
        return ntp + (packet.timestamp() - report.getInt(16)) * 1e3 / clockRate;
    }

    @Test
    void sound_and_picture_of_one_moment_are_of_one_moment_for_the_subscriber() {
        test.room.view("lin", List.of(new Wanted("ada", Source.SCREEN, 720)), test.now);
        ada.rtp(sound(0, 0));
        ada.rtp(picture(0, 0));
        for (int i = 1; i <= 300; i++) {
            test.pass(10 * MS);
            // both clocks started at the publisher's own moments; the picture is 80 ms late on its way
            ada.rtp(sound(i, i * 480));
            ada.rtp(picture(i, (i - 8) * 900));
            if (i % 50 == 10) {
                report(1, i * 480);
            }
            if (i % 50 == 30) {
                report(2, i * 900);
            }
        }
        Sent sound = lin.received("4").getLast();
        Sent picture = lin.received("8").getLast();
        double heard = captured(sound, lastReport("4"), 48_000);
        double seen = captured(picture, lastReport("8"), 90_000);
        assertThat(heard - seen).isBetween(79.0, 81.0);
    }

    @Test
    void a_report_counts_what_was_sent_and_names_a_canonical_end_point() {
        for (int i = 0; i < 120; i++) {
            test.pass(10 * MS);
            ada.rtp(sound(i, i * 480));
        }
        ByteBuffer report = lastReport("4");
        assertThat(report.getInt(20)).isBetween(90, 120);
        assertThat(report.getInt(24)).isEqualTo(report.getInt(20) * 2);
        assertThat(Rtcp.find(lin.sink.rtcp, 202, 1)).isNotEmpty();
    }

    @Test
    void a_publisher_is_told_its_loss_and_when_its_packets_came() {
        for (int i = 0; i < 250; i++) {
            test.pass(10 * MS);
            if (i % 5 != 0) {
                ada.rtp(sound(i, i * 480).extension(3, (byte) (i >>> 8), (byte) i));
            }
        }
        ByteBuffer block = Rtcp.find(ada.sink.rtcp, 201, 1).getLast();
        assertThat(block.getInt(8)).isEqualTo(1);
        assertThat(block.get(12) & 0xff).isBetween(48, 54);

        List<ByteBuffer> feedback = Rtcp.find(ada.sink.rtcp, 205, 15);
        assertThat(feedback.size()).isBetween(40, 60);
        long reported = feedback.stream()
                .map(b -> {
                    byte[] bytes = new byte[b.remaining()];
                    b.get(bytes);
                    return FeedbackDecoder.decode(bytes);
                })
                .mapToLong(arrivals -> arrivals.values().stream()
                        .filter(arrival -> arrival != null)
                        .count())
                .sum();
        assertThat(reported).isBetween(190L, 200L);
    }

    @Test
    void quality_falls_with_loss_and_rises_when_it_is_over() {
        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 50; i++) {
                test.pass(20 * MS);
                ada.rtp(sound(second * 50 + i, i * 960));
            }
            lin.rtcp(Rtcp.receiverReport(lin.ssrcs("4").getFirst(), second < 8 ? 60 : 0, 0, 0));
            if (second == 5) {
                assertThat(test.quality).containsEntry("lin", Quality.POOR);
            }
        }
        assertThat(test.quality).containsEntry("lin", Quality.GOOD).doesNotContainKey("ada");
    }

    @Test
    void a_long_round_trip_is_measured_from_the_echoed_report() {
        for (int second = 0; second < 30; second++) {
            for (int i = 0; i < 50; i++) {
                test.pass(20 * MS);
                ada.rtp(sound(second * 50 + i, i * 960));
            }
            ByteBuffer report = second < 2 ? null : lastReport("4");
            if (report != null) {
                int middle = Ntp.middle(report.getLong(8));
                int age = Ntp.middle(Ntp.ofNanos(test.now)) - middle;
                lin.rtcp(Rtcp.receiverReport(lin.ssrcs("4").getFirst(), 0, middle, age - 65_536 * 4 / 10));
            }
        }
        assertThat(test.quality).containsEntry("lin", Quality.FAIR);
    }

    private static Packets sound(int sequence, int timestamp) {
        return Packets.of(111, 1)
                .at(sequence & 0xffff, timestamp)
                .extension(4, "0")
                .extension(1, (byte) 60)
                .payload((byte) 1, (byte) 2);
    }

    private static Packets picture(int sequence, int timestamp) {
        return Packets.of(96, 2)
                .at(sequence, timestamp)
                .extension(4, "2")
                .marked()
                .vp8(sequence % 50 == 0, true, sequence, 0);
    }
}
