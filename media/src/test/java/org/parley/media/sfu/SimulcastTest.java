// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.media.Source;
import org.parley.media.Wanted;

class SimulcastTest {
    private static final long MS = TestRoom.MS;
    private static final String[] RIDS = {"q", "h", "f"};

    private final TestRoom test = new TestRoom();
    private final TestRoom.Member ada = test.chromium("ada");
    private final TestRoom.Member lin = test.chromium("lin");
    private final int[] sequence = {1_000, 20_000, 65_530};
    private int frame;

    @BeforeEach
    void look() {
        view(180);
    }

    private void view(int height) {
        test.room.view("lin", List.of(new Wanted("ada", Source.CAMERA, height)), test.now);
    }

    private static int ssrc(int layer) {
        return 0x1000 + layer;
    }

    /// A frame of one packet on each of the layers named; key where asked.
    private void frame(boolean key, int... layers) {
        test.pass(33 * MS);
        frame++;
        for (int layer : layers) {
            ada.rtp(Packets.of(96, ssrc(layer))
                    .at(sequence[layer]++ & 0xffff, frame * 3_000 + layer * 77_777)
                    .extension(4, "1")
                    .extension(10, RIDS[layer])
                    .marked()
                    .vp8(key, true, 100 * layer + frame, frame));
        }
    }

    private List<Sent> received() {
        return lin.received("8");
    }

    private static int source(Sent sent) {
        return sent.payload()[7] & 0xff;
    }

    @Test
    void the_layer_follows_the_height_at_which_the_page_shows_it() {
        frame(true, 0, 1, 2);
        frame(false, 0, 1, 2);
        assertThat(received()).extracting(SimulcastTest::source).containsExactly(1_000 & 0xff, 1_001 & 0xff);

        view(720);
        frame(false, 0, 1, 2);
        assertThat(Rtcp.plis(ada.sink.rtcp, ssrc(2))).isEqualTo(1);
        assertThat(received()).hasSize(3);
        frame(true, 2);
        frame(false, 0, 1, 2);
        assertThat(received()).hasSize(5);
        assertThat(source(received().get(3))).isEqualTo(65_533 & 0xff);
    }

    @Test
    void only_the_layer_that_will_be_shown_is_asked_for_a_key_frame() {
        test.room.view("lin", List.of(), test.now);
        frame(true, 0, 1, 2);
        frame(false, 0, 1, 2);
        view(720);
        test.pass(200 * MS);
        assertThat(Rtcp.plis(ada.sink.rtcp, ssrc(0))).isZero();
        assertThat(Rtcp.plis(ada.sink.rtcp, ssrc(2))).isEqualTo(1);
    }

    @Test
    void a_switch_leaves_no_jump_in_numbers() {
        frame(true, 0, 1, 2);
        frame(false, 0, 1, 2);
        view(360);
        frame(false, 0, 1, 2);
        frame(true, 1);
        frame(false, 0, 1, 2);
        view(720);
        frame(true, 0, 1, 2);
        frame(false, 2);

        List<Sent> all = received();
        assertThat(all).hasSizeGreaterThan(6);
        for (int i = 1; i < all.size(); i++) {
            Sent before = all.get(i - 1);
            Sent after = all.get(i);
            assertThat(after.sequence()).isEqualTo((before.sequence() + 1) & 0xffff);
            assertThat(after.timestamp() - before.timestamp()).isBetween(1, 6_001);
            assertThat(pictureId(after)).isEqualTo((pictureId(before) + 1) & 0x7fff);
            assertThat(after.payload()[4]).isEqualTo((byte) (before.payload()[4] + 1));
        }
    }

    private static int pictureId(Sent sent) {
        return ((sent.payload()[2] & 0x7f) << 8) | (sent.payload()[3] & 0xff);
    }

    @Test
    void where_the_wished_layer_is_not_sent_the_nearest_is_taken() {
        view(1_080);
        frame(true, 0);
        frame(false, 0);
        assertThat(received()).hasSize(2);

        frame(true, 0, 1);
        frame(false, 0, 1);
        assertThat(source(received().getLast())).isEqualTo(20_001 & 0xff);
    }

    @Test
    void when_a_layer_falls_silent_another_takes_over() {
        view(720);
        frame(true, 0, 1, 2);
        frame(true, 0, 1, 2);
        for (int i = 0; i < 40; i++) {
            frame(false, 0, 1);
        }
        assertThat(Rtcp.plis(ada.sink.rtcp, ssrc(1))).isPositive();
        int before = received().size();
        frame(true, 0, 1);
        frame(false, 0, 1);
        assertThat(received()).hasSize(before + 2);

        frame(true, 0, 1, 2);
        frame(false, 0, 1, 2);
        assertThat(source(received().getLast())).isEqualTo((sequence[2] - 1) & 0xff);
    }

    @Test
    void key_frames_are_not_asked_for_more_often_than_the_throttle_allows() {
        frame(true, 0, 1, 2);
        for (int i = 0; i < 90; i++) {
            lin.rtcp(Rtcp.pli(lin.ssrcs("8").getFirst()));
            frame(false, 0, 1, 2);
        }
        assertThat(Rtcp.plis(ada.sink.rtcp, ssrc(0))).isBetween(5L, 7L);
        assertThat(Rtcp.plis(ada.sink.rtcp, ssrc(2))).isZero();
    }

    @Test
    void another_publisher_in_the_same_slot_goes_on_where_the_first_ended() {
        TestRoom.Member max = test.firefox("max");
        frame(true, 0, 1, 2);
        frame(false, 0, 1, 2);
        test.pass(1_000 * MS);
        test.room.view("lin", List.of(new Wanted("max", Source.CAMERA, 180)), test.now);
        max.rtp(Packets.of(120, 77)
                .at(5, 123_456)
                .extension(3, "1")
                .extension(9, "q")
                .vp8(true, true, 4, 9));

        List<Sent> all = received();
        assertThat(all).hasSize(3);
        assertThat(all.get(2).csrc()).isEqualTo(max.csrc);
        assertThat(all.get(2).sequence()).isEqualTo(all.get(1).sequence() + 1);
        assertThat(all.get(2).timestamp() - all.get(1).timestamp()).isBetween(89_000, 91_000);
        assertThat(pictureId(all.get(2))).isEqualTo(pictureId(all.get(1)) + 1);
    }
}
