// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SyntheticStreamTest {
    private static final int TAG = 16;

    private final ByteBuffer packet = ByteBuffer.allocateDirect(2_048);

    private static SyntheticStream video(StreamProfile profile) {
        return new SyntheticStream(profile, 0xcafe, "1", ExtensionIds.OFFERED, 7);
    }

    @Test
    void packets_have_the_sizes_of_the_profile_less_the_tag_of_srtp() {
        var stream = video(StreamProfile.BROWSER_VIDEO);
        stream.nextFrame();
        for (int i = 0; i < 4; i++) {
            stream.write(i, i, packet);
            assertThat(packet.remaining())
                    .isEqualTo(StreamProfile.BROWSER_VIDEO.sizes().get(i) - TAG);
        }
    }

    @Test
    void sequence_numbers_go_on_and_the_marker_ends_a_frame() {
        var stream = video(StreamProfile.EVEN_VIDEO);
        int expected = 7;
        for (int frame = 0; frame < 3; frame++) {
            stream.nextFrame();
            for (int i = 0; i < 4; i++) {
                stream.write(i, 0, packet);
                assertThat(packet.getShort(2)).isEqualTo((short) expected++);
                assertThat((packet.get(1) & 0x80) != 0).isEqualTo(i == 3);
                assertThat(packet.getInt(8)).isEqualTo(0xcafe);
            }
        }
    }

    @Test
    void the_first_frame_is_a_key_frame_and_another_comes_when_asked_for() {
        var stream = video(StreamProfile.EVEN_VIDEO);
        assertThat(isKeyFrame(stream)).isTrue();
        assertThat(isKeyFrame(stream)).isFalse();
        stream.wantKeyFrame();
        assertThat(isKeyFrame(stream)).isTrue();
        assertThat(isKeyFrame(stream)).isFalse();
        assertThat(stream.keyFrames()).isEqualTo(2);
    }

    /// RFC 7741 §4.3: P of the VP8 payload header is 0 in a key frame. Header, extension and descriptor have
    /// 12, 12 and 6 bytes here.
    private boolean isKeyFrame(SyntheticStream stream) {
        stream.nextFrame();
        stream.write(0, 0, packet);
        int extension = 4 + 4 * packet.getShort(14);
        return (packet.get(12 + extension + 6) & 1) == 0;
    }

    @Test
    void audio_carries_its_level() {
        var stream = new SyntheticStream(StreamProfile.AUDIO, 1, "0", ExtensionIds.OFFERED, 0);
        stream.nextFrame();
        stream.write(0, 0, packet);
        var level = (byte) (ExtensionIds.OFFERED.audioLevel() << 4);
        assertThat(new byte[] {packet.get(21), packet.get(22)}).containsExactly(level, (byte) (0x80 | 20));
    }
}
