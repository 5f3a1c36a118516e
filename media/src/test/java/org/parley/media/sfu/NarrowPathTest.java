// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.media.bwe.BandwidthEstimator;
import org.parley.media.bwe.BottleneckPath;

/// What subscribers get whose paths carry less than everything, in virtual time.
class NarrowPathTest {
    private static final long MS = TestRoom.MS;
    private static final int[] LAYER_BITS = {150_000, 500_000, 1_700_000};
    private static final String[] RIDS = {"q", "h", "f"};
    private static final int PACKET = 1_000;

    private final TestRoom test = new TestRoom();
    private final List<Publisher> publishers = new ArrayList<>();
    private final Map<TestRoom.Member, BottleneckPath> paths = new HashMap<>();

    /// Sends sound and three layers of a camera, 25 pictures a second, and key frames when asked.
    private final class Publisher {
        final TestRoom.Member member;
        final int base;
        final int[] sequence = {1_000, 20_000, 65_530};
        final boolean[] key = {true, true, true};
        int audioSequence;
        int frame;

        Publisher(String id, int base) {
            member = test.chromium(id);
            this.base = base;
            publishers.add(this);
        }

        void sound(int time) {
            member.rtp(Packets.of(111, base + 10)
                    .at(audioSequence++ & 0xffff, time * 48)
                    .extension(4, "0")
                    .payload(new byte[80]));
        }

        void picture() {
            frame++;
            for (int layer = 0; layer < 3; layer++) {
                key[layer] |= Rtcp.plis(member.sink.rtcp, base + layer) > 0;
            }
            member.sink.clear();
            for (int layer = 0; layer < 3; layer++) {
                int bytes = LAYER_BITS[layer] / 8 / 25 * (key[layer] ? 4 : 1);
                int packets = Math.max(1, bytes / PACKET);
                for (int i = 0; i < packets; i++) {
                    Packets packet = Packets.of(96, base + layer)
                            .at(sequence[layer]++ & 0xffff, frame * 3_600)
                            .extension(4, "1")
                            .extension(10, RIDS[layer])
                            .vp8(key[layer], i == 0, frame, frame);
                    if (i == packets - 1) {
                        packet.marked();
                    }
                    byte[] small = packet.build();
                    member.receive(Arrays.copyOf(small, bytes / packets));
                }
                key[layer] = false;
            }
            test.room.forward();
        }
    }

    private BottleneckPath over(TestRoom.Member subscriber, long bitsPerSecond) {
        BottleneckPath path = new BottleneckPath(bitsPerSecond, 5);
        paths.put(subscriber, path);
        return path;
    }

    private void run(int millis) {
        for (int i = 0; i < millis; i++) {
            test.pass(MS);
            int time = (int) (test.now / MS);
            for (Publisher publisher : publishers) {
                if (time % 20 == 0) {
                    publisher.sound(time);
                }
                if (time % 40 == 0) {
                    publisher.picture();
                }
            }
            paths.forEach(this::carry);
        }
    }

    private void carry(TestRoom.Member member, BottleneckPath path) {
        for (Sent sent : member.sink.rtp) {
            byte[] number = sent.extension(3);
            path.send(
                    number.length == 0 ? -1 : ByteBuffer.wrap(number).getShort() & 0xffff,
                    sent.bytes().length + BandwidthEstimator.OVERHEAD,
                    test.now);
        }
        member.sink.clear();
        for (byte[] report = path.report(test.now); report.length > 0; report = path.report(test.now)) {
            member.rtcp(report);
        }
    }

    /// Index of the layer that a slot shows; -1 for none.
    private static int shown(TestRoom.Member member, int slot) {
        Layer current = member.endpoint.videoSlots.get(slot).current;
        return current == null ? -1 : current.index;
    }

    private static long estimate(TestRoom.Member member, TestRoom test) {
        return member.endpoint.estimatedBitsPerSecond(test.now);
    }

    private void view(String id, Wanted... wanted) {
        test.room.view(id, List.of(wanted), test.now);
    }

    @Test
    void a_subscriber_on_a_good_path_has_the_top_layer_within_a_second_and_keeps_it() {
        new Publisher("ada", 0x1000);
        TestRoom.Member lin = test.chromium("lin");
        over(lin, 20_000_000);
        view("lin", new Wanted("ada", Source.CAMERA, 720));
        run(1_000);
        for (int i = 0; i < 300; i++) {
            assertThat(shown(lin, 0)).isEqualTo(2);
            run(100);
        }
    }

    @Test
    void the_layer_follows_what_the_path_carries_down_and_up() {
        new Publisher("ada", 0x1000);
        TestRoom.Member lin = test.chromium("lin");
        BottleneckPath path = over(lin, 3_000_000);
        view("lin", new Wanted("ada", Source.CAMERA, 720));
        run(10_000);
        assertThat(shown(lin, 0)).isEqualTo(2);

        path.bitsPerSecond = 300_000;
        run(1_500);
        assertThat(shown(lin, 0)).isZero();
        run(10_000);
        assertThat(shown(lin, 0)).isZero();
        assertThat(estimate(lin, test)).isBetween(200_000L, 400_000L);

        path.bitsPerSecond = 3_000_000;
        run(5_000);
        assertThat(estimate(lin, test)).isGreaterThan(1_800_000);
        run(3_000);
        assertThat(shown(lin, 0)).isEqualTo(2);
    }

    @Test
    void subscribers_of_different_paths_do_not_drag_each_other_down() {
        new Publisher("ada", 0x1000);
        TestRoom.Member lin = test.chromium("lin");
        TestRoom.Member max = test.chromium("max");
        TestRoom.Member kay = test.chromium("kay");
        over(lin, 300_000);
        over(max, 900_000);
        over(kay, 5_000_000);
        for (String id : List.of("lin", "max", "kay")) {
            view(id, new Wanted("ada", Source.CAMERA, 720));
        }
        run(15_000);
        assertThat(List.of(shown(lin, 0), shown(max, 0), shown(kay, 0))).containsExactly(0, 1, 2);
    }

    @Test
    void what_the_page_names_first_gets_the_better_layer() {
        new Publisher("ada", 0x1000);
        new Publisher("max", 0x2000);
        TestRoom.Member lin = test.chromium("lin");
        over(lin, 1_100_000);
        view("lin", new Wanted("max", Source.CAMERA, 360), new Wanted("ada", Source.CAMERA, 360));
        run(15_000);
        assertThat(shown(lin, 0)).isEqualTo(1);
        assertThat(shown(lin, 1)).isZero();
    }

    @Test
    void a_video_that_does_not_fit_is_paused_and_resumed_with_a_key_frame() {
        new Publisher("ada", 0x1000);
        new Publisher("max", 0x2000);
        TestRoom.Member lin = test.chromium("lin");
        BottleneckPath path = over(lin, 400_000);
        view("lin", new Wanted("max", Source.CAMERA, 180), new Wanted("ada", Source.CAMERA, 180));
        run(15_000);
        assertThat(List.of(shown(lin, 0), shown(lin, 1))).containsExactly(0, -1);
        path.bitsPerSecond = 2_000_000;
        run(8_000);
        assertThat(List.of(shown(lin, 0), shown(lin, 1))).containsExactly(0, 0);
    }

    @Test
    void jitter_on_a_long_way_does_not_make_layers_flap() {
        new Publisher("ada", 0x1000);
        TestRoom.Member lin = test.chromium("lin");
        BottleneckPath path = over(lin, 3_000_000);
        path.delayNanos = 100 * MS;
        path.jitterNanos = 30 * MS;
        view("lin", new Wanted("ada", Source.CAMERA, 720));
        run(10_000);
        int changes = 0;
        int before = shown(lin, 0);
        for (int i = 0; i < 600; i++) {
            run(100);
            changes += shown(lin, 0) == before ? 0 : 1;
            before = shown(lin, 0);
        }
        assertThat(before).isEqualTo(2);
        assertThat(changes).isZero();
    }

    @Test
    void without_reports_nobody_is_held_back() {
        new Publisher("ada", 0x1000);
        TestRoom.Member lin = test.chromium("lin");
        view("lin", new Wanted("ada", Source.CAMERA, 720));
        run(3_000);
        assertThat(shown(lin, 0)).isEqualTo(2);
        assertThat(estimate(lin, test)).isZero();
    }

    @Test
    void probes_are_no_sound_and_not_without_end() {
        new Publisher("ada", 0x1000);
        TestRoom.Member lin = test.chromium("lin");
        BottleneckPath path = over(lin, 400_000);
        view("lin", new Wanted("ada", Source.CAMERA, 720));
        run(5_000);
        int rtx = lin.ssrcs("8").get(1);
        int sound = lin.ssrcs("4").getFirst();
        long probed = 0;
        int soundPackets = 0;
        for (int i = 0; i < 20_000; i++) {
            test.pass(MS);
            int time = (int) (test.now / MS);
            if (time % 20 == 0) {
                publishers.getFirst().sound(time);
            }
            if (time % 40 == 0) {
                publishers.getFirst().picture();
            }
            for (Sent sent : lin.sink.rtp) {
                probed += sent.ssrc() == rtx ? sent.bytes().length : 0;
                soundPackets += sent.ssrc() == sound ? 1 : 0;
            }
            carry(lin, path);
        }
        assertThat(soundPackets).isEqualTo(1_000);
        assertThat(probed * 8 / 20).isBetween(1_000L, 40_000L);
        assertThat(shown(lin, 0)).isZero();
    }

    @Test
    void nothing_is_probed_for_what_nobody_wants() {
        new Publisher("ada", 0x1000);
        TestRoom.Member lin = test.chromium("lin");
        BottleneckPath path = over(lin, 20_000_000);
        view("lin", new Wanted("ada", Source.CAMERA, 180));
        int rtx = lin.ssrcs("8").get(1);
        for (int i = 0; i < 10_000; i++) {
            test.pass(MS);
            if (i % 40 == 0) {
                publishers.getFirst().picture();
            }
            assertThat(lin.sink.withSsrc(rtx)).isEmpty();
            carry(lin, path);
        }
    }
}
