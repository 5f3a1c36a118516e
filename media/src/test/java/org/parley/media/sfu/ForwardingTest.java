// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.Slot;
import org.parley.media.Source;
import org.parley.media.Wanted;

class ForwardingTest {
    private static final int OPUS = 111;
    private static final int VP8 = 96;
    private static final int AUDIO_SSRC = 0x1111;
    private static final int CAMERA_SSRC = 0x2222;

    private final TestRoom test = new TestRoom();
    private final TestRoom.Member ada = test.chromium("ada");
    private final TestRoom.Member lin = test.firefox("lin");

    private static Packets opus(int sequence) {
        return Packets.of(OPUS, AUDIO_SSRC)
                .at(sequence, sequence * 960)
                .extension(4, "0")
                .extension(1, (byte) 0x85)
                .payload((byte) 0x78, (byte) sequence);
    }

    private static Packets camera(int sequence, boolean key) {
        return Packets.of(VP8, CAMERA_SSRC)
                .at(sequence, sequence * 3000)
                .extension(4, "1")
                .extension(10, "q")
                .marked()
                .vp8(key, true, sequence, sequence);
    }

    @Test
    void sound_reaches_the_other_with_its_payload_type_and_marked_by_its_publisher() {
        ada.rtp(opus(10));
        ada.rtp(opus(11));

        List<Sent> received = lin.received("4");
        assertThat(received).hasSize(2);
        Sent second = received.get(1);
        assertThat(second.payloadType()).isEqualTo(109);
        assertThat(second.csrcCount()).isEqualTo(1);
        assertThat(second.csrc()).isEqualTo(ada.csrc);
        assertThat(second.sequence()).isEqualTo(received.get(0).sequence() + 1);
        assertThat(second.timestamp() - received.get(0).timestamp()).isEqualTo(960);
        assertThat(second.payload()).containsExactly(0x78, 11);
        assertThat(second.extension(1)).containsExactly(0x85);
        assertThat(second.extension(3)).containsExactly('4');
        assertThat(ada.sink.rtp).isEmpty();
    }

    @Test
    void the_subscriber_is_told_which_slot_is_fed_by_whom() {
        ada.rtp(opus(10));
        assertThat(test.slots.get("lin")).containsExactly(new Slot("4", "ada", Source.MICROPHONE));

        test.room.view("lin", List.of(new Wanted("ada", Source.CAMERA, 180)), test.now);
        assertThat(test.slots.get("lin")).contains(new Slot("8", "ada", Source.CAMERA));

        test.room.leave("ada", test.now);
        assertThat(test.slots.get("lin")).isEmpty();
    }

    @Test
    void a_picture_begins_with_a_key_frame_that_the_publisher_is_asked_for() {
        test.room.view("lin", List.of(new Wanted("ada", Source.CAMERA, 180)), test.now);
        ada.rtp(camera(20, false));
        test.pass(60 * TestRoom.MS);

        assertThat(lin.received("8")).isEmpty();
        assertThat(ada.sink.rtcp).isNotEmpty();
        assertThat(ada.sink.rtcp.getFirst()).startsWith(0x81, 206).endsWith(0, 0, 0x22, 0x22);

        ada.rtp(camera(21, true));
        ada.rtp(camera(22, false));
        assertThat(lin.received("8")).hasSize(2).allSatisfy(sent -> {
            assertThat(sent.payloadType()).isEqualTo(120);
            assertThat(sent.csrc()).isEqualTo(ada.csrc);
            assertThat(sent.extension(9)).isEmpty();
        });
    }

    @Test
    void a_source_that_is_not_allowed_is_not_forwarded() {
        ada.rtp(opus(1));
        test.room.allow("ada", Source.MICROPHONE, false, test.now);
        ada.rtp(opus(2));
        assertThat(lin.received("4")).hasSize(1);

        test.room.allow("ada", Source.MICROPHONE, true, test.now);
        ada.rtp(opus(3));
        assertThat(lin.sink.rtp).hasSize(2);
    }

    @Test
    void padding_is_left_out_and_leaves_no_gap() {
        ada.rtp(opus(1));
        ada.rtp(opus(2).payload().padded());
        ada.rtp(opus(3).padded());

        List<Sent> received = lin.received("4");
        assertThat(received).hasSize(2);
        assertThat(received.get(1).sequence()).isEqualTo(received.get(0).sequence() + 1);
        assertThat(received.get(1).payload()).containsExactly(0x78, 3);
    }

    @Test
    void when_a_stream_goes_on_under_another_ssrc_it_waits_for_a_key_frame_and_asks_for_it() {
        test.room.view("lin", List.of(new Wanted("ada", Source.SCREEN, 720)), test.now);
        ada.rtp(screen(7, 1, true));
        ada.rtp(screen(8, 40_000, false));
        test.pass(60 * TestRoom.MS);
        assertThat(lin.received("8")).hasSize(1);
        assertThat(Rtcp.plis(ada.sink.rtcp, 8)).isEqualTo(1);

        ada.rtp(screen(8, 40_001, true));
        List<Sent> received = lin.received("8");
        assertThat(received).hasSize(2);
        assertThat(received.get(1).sequence()).isEqualTo(received.get(0).sequence() + 1);
    }

    private static Packets screen(int ssrc, int sequence, boolean key) {
        return Packets.of(VP8, ssrc).at(sequence, 0).extension(4, "2").vp8(key, true, sequence & 0x7fff, 0);
    }

    @Test
    void whoever_sends_from_more_ssrcs_than_there_may_be_is_not_heard_on_them() {
        for (int i = 0; i < 1_000; i++) {
            ada.rtp(Packets.of(OPUS, 10_000 + i).at(i, i).payload((byte) 1));
            ada.rtp(Packets.of(OPUS, 50_000 + i).at(i, i).extension(4, "0").payload((byte) 1));
        }
        assertThat(ada.endpoint.unknownPackets()).isEqualTo(1_000);
        assertThat(lin.received("4")).hasSize(1_000);
        assertThat(lin.received("4").getLast().sequence())
                .isEqualTo((lin.received("4").getFirst().sequence() + 999) & 0xffff);
    }

    @Test
    void a_duplicate_is_forwarded_once() {
        ada.rtp(opus(1));
        ada.rtp(opus(1));
        assertThat(lin.received("4")).hasSize(1);
    }
}
