// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoDescriptorTest {
    private final VideoDescriptor descriptor = new VideoDescriptor();

    private boolean read(Codec codec, String payload) {
        byte[] bytes = HexFormat.of().parseHex("806000010000000000000001" + payload.replace(" ", ""));
        RtpPacket packet = new RtpPacket();
        assertThat(packet.read(MemorySegment.ofArray(bytes), 0, bytes.length, new byte[256]))
                .isTrue();
        return descriptor.read(codec, packet);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        // RFC 7741 §4.2: S, PID 0 and P of the frame's first byte
        "VP8, 10 00, true",
        "VP8, 10 01, false",
        "VP8, 00 00, false",
        "VP8, 11 00, false",
        "VP8, 90 e0 8123 05 20 00, true",
        "VP8, 90 e0 23 05 20 01, false",
        // RFC 9628 §4.2: not inter-predicted, beginning of a frame, lowest spatial layer
        "VP9, 88 8001, true",
        "VP9, c8 8001, false",
        "VP9, 80 8001, false",
        "VP9, a8 8001 02 00, false",
        "VP9, a8 8001 00 00, true",
        // RFC 6184: IDR, parameter sets, STAP-A with one of them, FU-A's first fragment
        "H264, 65 88, true",
        "H264, 67 42, true",
        "H264, 61 88, false",
        "H264, 78 0002 6742 0002 6588, true",
        "H264, 78 0002 0901 0002 6588, true",
        "H264, 78 0002 0901 0002 6188, false",
        "H264, 7c 85 00, true",
        "H264, 7c 05 00, false",
        "H264, 7c 81 00, false",
        // AV1 RTP §4.4: N
        "AV1, 18 0a, true",
        "AV1, 10 0a, false"
    })
    void a_key_frame_is_known_by_what_stays_readable(Codec codec, String payload, boolean key) {
        assertThat(read(codec, payload)).isTrue();
        assertThat(descriptor.keyFrameStart()).isEqualTo(key);
    }

    @Test
    void picture_ids_of_both_lengths_are_found() {
        read(Codec.VP8, "90 e0 8123 05 20 00");
        assertThat(descriptor.pictureIdBits()).isEqualTo(15);
        assertThat(descriptor.pictureId()).isEqualTo(0x123);
        assertThat(descriptor.pictureIdAt()).isEqualTo(2);
        assertThat(descriptor.tl0()).isEqualTo(5);
        assertThat(descriptor.tl0At()).isEqualTo(4);

        read(Codec.VP8, "90 c0 23 05 00");
        assertThat(descriptor.pictureIdBits()).isEqualTo(7);
        assertThat(descriptor.pictureId()).isEqualTo(0x23);
        assertThat(descriptor.tl0At()).isEqualTo(3);

        read(Codec.VP9, "a8 8123 02 07 00");
        assertThat(descriptor.pictureId()).isEqualTo(0x123);
        assertThat(descriptor.tl0()).isEqualTo(7);
        read(Codec.VP9, "b8 8123 02 07 00");
        assertThat(descriptor.tl0At()).as("flexible mode has no TL0PICIDX").isNegative();
    }

    @ParameterizedTest
    @CsvSource({"VP8, 90", "VP8, 90 80", "VP8, 90 80 81", "VP8, 90 e0 8123", "VP8, 90 e0 8123 05", "VP8, 10"})
    void a_descriptor_that_is_cut_off_is_refused(Codec codec, String payload) {
        assertThat(read(codec, payload)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"VP9, 80", "VP9, 80 81", "VP9, a0 01", "VP9, a0 01 02", "H264, 7c"})
    void a_header_that_is_cut_off_is_refused(Codec codec, String payload) {
        assertThat(read(codec, payload)).isFalse();
    }
}
