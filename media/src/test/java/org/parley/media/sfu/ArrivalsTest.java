// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.parley.media.Source;
import org.parley.media.Wanted;

/// Several packets in one turn of the loop.
class ArrivalsTest {
    private static final int CAMERA_SSRC = 0x2222;

    private final TestRoom test = new TestRoom();
    private final TestRoom.Member ada = test.chromium("ada");
    private final TestRoom.Member lin = test.firefox("lin");
    private final TestRoom.Member max = test.firefox("max");

    ArrivalsTest() {
        for (String viewer : List.of("lin", "max")) {
            test.room.view(viewer, List.of(new Wanted("ada", Source.CAMERA, 180)), test.now);
        }
    }

    private static byte[] camera(int sequence, int ssrc) {
        return packet(sequence, ssrc).build();
    }

    private static byte[] lastOfFrame(int sequence) {
        return packet(sequence, CAMERA_SSRC).marked().build();
    }

    private static Packets packet(int sequence, int ssrc) {
        return Packets.of(96, ssrc)
                .at(sequence, 3_000)
                .extension(4, "1")
                .extension(10, "q")
                .vp8(sequence % 100 == 0, true, sequence, sequence);
    }

    private static List<Integer> sequences(List<Sent> packets) {
        return packets.stream()
                .map(packet -> packet.sequence() - packets.getFirst().sequence())
                .toList();
    }

    @Test
    void nothing_is_forwarded_before_the_turn_ends_and_everything_then() {
        for (int i = 0; i < 5; i++) {
            ada.receive(camera(100 + i, CAMERA_SSRC));
        }
        assertThat(lin.received("8")).isEmpty();

        test.room.forward();

        assertThat(sequences(lin.received("8"))).containsExactly(0, 1, 2, 3, 4);
        assertThat(sequences(max.received("8"))).containsExactly(0, 1, 2, 3, 4);
        assertThat(lin.received("8")).doesNotHaveDuplicates();
        test.room.forward();
        assertThat(lin.received("8")).hasSize(5);
    }

    @Test
    void more_than_can_wait_keeps_its_order() {
        for (int i = 0; i < 90; i++) {
            ada.receive(camera(100 + i, CAMERA_SSRC));
        }
        test.room.forward();

        assertThat(sequences(lin.received("8")))
                .containsExactlyElementsOf(IntStream.range(0, 90).boxed().toList());
    }

    @Test
    void what_came_before_a_change_of_slots_is_forwarded_before_it() {
        ada.receive(camera(100, CAMERA_SSRC));
        ada.receive(camera(101, CAMERA_SSRC));
        test.room.view("lin", List.of(), test.now);
        ada.receive(camera(102, CAMERA_SSRC));
        test.room.forward();

        assertThat(lin.received("8")).hasSize(2);
        assertThat(max.received("8")).hasSize(3);
    }

    @Test
    void what_came_before_a_stream_begins_anew_is_forwarded_before_it() {
        ada.receive(camera(100, CAMERA_SSRC));
        ada.receive(camera(101, CAMERA_SSRC));
        ada.receive(camera(200, CAMERA_SSRC + 1));
        ada.receive(camera(201, CAMERA_SSRC + 1));
        test.room.forward();

        assertThat(sequences(lin.received("8"))).containsExactly(0, 1, 2, 3);
    }

    @Test
    void a_lost_packet_can_be_asked_for_in_the_turn_it_came_in() {
        ada.rtp(camera(100, CAMERA_SSRC));
        ada.receive(camera(101, CAMERA_SSRC));
        int first = lin.received("8").getFirst().sequence();

        lin.rtcp(Rtcp.nack(lin.ssrcs("8").getFirst(), (first + 1) & 0xffff));

        assertThat(lin.received("8")).hasSize(2);
        assertThat(lin.sink.withSsrc(lin.ssrcs("8").getLast())).hasSize(1);
    }

    @Test
    void each_receiver_gets_picture_ids_of_its_own_and_again_the_same_when_it_asks() {
        test.room.view("max", List.of(), test.now);
        ada.rtp(camera(100, CAMERA_SSRC));
        ada.rtp(camera(101, CAMERA_SSRC));
        test.room.view("max", List.of(new Wanted("ada", Source.CAMERA, 180)), test.now);
        ada.receive(camera(200, CAMERA_SSRC));
        ada.receive(camera(201, CAMERA_SSRC));
        test.room.forward();

        List<Integer> ofLin = pictureIds(lin.received("8"));
        assertThat(ofLin).isEqualTo(followingOn(ofLin.getFirst(), 0, 1, 100, 101));
        List<Integer> ofMax = pictureIds(max.received("8"));
        assertThat(ofMax).isEqualTo(followingOn(ofMax.getFirst(), 0, 1));
        assertThat(ofMax.getFirst()).isNotEqualTo(ofLin.get(2));

        lin.rtcp(Rtcp.nack(lin.ssrcs("8").getFirst(), lin.received("8").get(2).sequence()));
        byte[] again = lin.sink.withSsrc(lin.ssrcs("8").getLast()).getFirst().payload();
        assertThat(Arrays.copyOfRange(again, 2, again.length))
                .isEqualTo(lin.received("8").get(2).payload());
    }

    private static List<Integer> pictureIds(List<Sent> packets) {
        return packets.stream()
                .map(packet -> ((packet.payload()[2] & 0x7f) << 8) | (packet.payload()[3] & 0xff))
                .toList();
    }

    private static List<Integer> followingOn(int first, int... distances) {
        return Arrays.stream(distances).mapToObj(d -> (first + d) & 0x7fff).toList();
    }

    @Test
    void a_frame_is_open_until_its_last_packet_has_come() {
        assertThat(test.room.isFrameOpen()).isFalse();
        ada.receive(camera(100, CAMERA_SSRC));
        assertThat(test.room.isFrameOpen()).isTrue();
        ada.receive(camera(101, CAMERA_SSRC));
        assertThat(test.room.isFrameOpen()).isTrue();
        ada.receive(lastOfFrame(102));
        assertThat(test.room.isFrameOpen()).isFalse();
    }

    @Test
    void a_frame_whose_end_is_lost_is_waited_for_once() {
        ada.receive(camera(100, CAMERA_SSRC));
        test.room.forward();
        assertThat(test.room.isFrameOpen()).isFalse();
        ada.receive(lastOfFrame(102));
        assertThat(test.room.isFrameOpen()).isFalse();
    }

    @Test
    void more_than_can_wait_does_not_leave_a_frame_open() {
        for (int i = 0; i < 70; i++) {
            ada.receive(camera(100 + i, CAMERA_SSRC));
        }
        ada.receive(lastOfFrame(170));
        assertThat(test.room.isFrameOpen()).isFalse();
    }
}
