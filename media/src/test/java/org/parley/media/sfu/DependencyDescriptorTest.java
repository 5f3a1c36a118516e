// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.media.Source;
import org.parley.media.Wanted;

/// With a dependency descriptor the server reads nothing of the payload, which is encrypted from its first
/// byte.
class DependencyDescriptorTest {
    private final TestRoom test = new TestRoom();
    private final TestRoom.Member ada = test.chromium("ada");
    private final TestRoom.Member max = test.chromium("max");
    private final TestRoom.Member lin = test.chromium("lin");

    @BeforeEach
    void look() {
        show("ada");
    }

    private void show(String publisher) {
        test.room.view("lin", List.of(new Wanted(publisher, Source.SCREEN, 720)), test.now);
    }

    private static byte[] descriptor(int frame, boolean structure) {
        byte[] bytes = new byte[structure ? 24 : 3];
        bytes[0] = (byte) 0xC1;
        bytes[1] = (byte) (frame >>> 8);
        bytes[2] = (byte) frame;
        if (structure) {
            bytes[3] = (byte) 0x80;
            bytes[23] = 0x55;
        }
        return bytes;
    }

    private static Packets frame(int ssrc, int sequence, int frame, boolean structure) {
        return Packets.of(96, ssrc)
                .at(sequence, sequence * 3_000)
                .marked()
                .extension(4, "2")
                .extension(12, descriptor(frame, structure))
                .payload((byte) 0x10, (byte) 0xFF, (byte) 0xFF, (byte) sequence);
    }

    private static int frameNumber(Sent sent) {
        byte[] bytes = sent.extension(12);
        return ((bytes[1] & 0xff) << 8) | (bytes[2] & 0xff);
    }

    @Test
    void a_picture_begins_where_the_template_structure_is() {
        ada.rtp(frame(5, 1, 10, false));
        assertThat(lin.received("8")).isEmpty();
        ada.rtp(frame(5, 2, 11, true));
        ada.rtp(frame(5, 3, 12, false));

        List<Sent> received = lin.received("8");
        assertThat(received).hasSize(2);
        assertThat(received.get(0).extension(12)).hasSize(24).endsWith(0x55);
        assertThat(received.get(0).extension(4)).containsExactly('8');
        assertThat(received.get(1).extension(12)).hasSize(3);
        assertThat(received.get(1).payload()).containsExactly(0x10, 0xFF, 0xFF, 3);
    }

    @Test
    void frame_numbers_go_on_when_the_source_changes() {
        ada.rtp(frame(5, 1, 65_535, true));
        ada.rtp(frame(5, 2, 0, false));
        show("max");
        max.rtp(frame(6, 900, 77, true));
        max.rtp(frame(6, 901, 78, false));

        List<Sent> received = lin.received("8");
        assertThat(received).hasSize(4);
        for (int i = 1; i < 4; i++) {
            assertThat(frameNumber(received.get(i))).isEqualTo((frameNumber(received.get(i - 1)) + 1) & 0xffff);
        }
        assertThat(received.get(2).csrc()).isEqualTo(max.csrc);
    }

    @Test
    void a_subscriber_that_does_not_know_it_gets_packets_without_it() {
        TestRoom.Member kim = test.firefox("kim");
        test.room.view("kim", List.of(new Wanted("ada", Source.SCREEN, 720)), test.now);
        ada.rtp(frame(5, 2, 11, true));
        assertThat(kim.received("8")).hasSize(1);
        assertThat(kim.received("8").getFirst().extension(8)).isEmpty();
    }
}
