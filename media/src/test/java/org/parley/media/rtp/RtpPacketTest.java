// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtpPacketTest {
    private static final byte[] IDS = ids();
    private final RtpPacket packet = new RtpPacket();

    private static byte[] ids() {
        byte[] ids = new byte[256];
        ids[1] = (byte) (HeaderExtension.AUDIO_LEVEL.ordinal() + 1);
        ids[4] = (byte) (HeaderExtension.MID.ordinal() + 1);
        ids[12] = (byte) (HeaderExtension.DEPENDENCY_DESCRIPTOR.ordinal() + 1);
        ids[200] = (byte) (HeaderExtension.RID.ordinal() + 1);
        return ids;
    }

    private boolean read(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return packet.read(MemorySegment.ofArray(bytes), 0, bytes.length, IDS);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void the_fixed_header_is_read() {
        assertThat(read("80 e0 1234 89abcdef 01020304 aabb")).isTrue();
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(packet.sequence()).isEqualTo(0x1234);
        assertThat(packet.timestamp()).isEqualTo(0x89abcdef);
        assertThat(packet.ssrc()).isEqualTo(0x01020304);
        assertThat(packet.payloadLength()).isEqualTo(2);
        assertThat(packet.payloadOffset()).isEqualTo(12);
    }

    @Test
    void csrcs_and_padding_are_left_out_of_the_payload() {
        assertThat(read("a2 60 0001 00000000 00000001 00000007 00000008 aabbcc 000003"))
                .isTrue();
        assertThat(packet.payloadOffset()).isEqualTo(20);
        assertThat(packet.payloadLength()).isEqualTo(3);
    }

    /// RFC 8285 §4.2: the figure's elements, with padding between.
    @Test
    void one_byte_extensions_are_found() {
        assertThat(read("90 60 0001 00000000 00000001 bede 0003 10 85 00 00 41 6162 00 00 00 f0 aa  01"))
                .isTrue();
        assertThat(packet.length(HeaderExtension.AUDIO_LEVEL)).isEqualTo(1);
        assertThat(packet.is(HeaderExtension.MID, text("ab"))).isTrue();
        assertThat(packet.is(HeaderExtension.MID, text("abc"))).isFalse();
        assertThat(packet.length(HeaderExtension.DEPENDENCY_DESCRIPTOR)).isZero();
        assertThat(packet.payloadLength()).isEqualTo(1);
    }

    /// RFC 8285 §4.3.
    @Test
    void two_byte_extensions_are_found() {
        assertThat(read("90 60 0001 00000000 00000001 1000 0003 0100 00 0402 6162 00 c8 01 71 00"))
                .isTrue();
        assertThat(packet.length(HeaderExtension.AUDIO_LEVEL)).isZero();
        assertThat(packet.is(HeaderExtension.MID, text("ab"))).isTrue();
        assertThat(packet.is(HeaderExtension.RID, text("q"))).isTrue();
        assertThat(packet.payloadLength()).isZero();
    }

    @Test
    void an_unknown_profile_is_skipped() {
        assertThat(read("90 60 0001 00000000 00000001 abcd 0001 01020304 aa")).isTrue();
        assertThat(packet.payloadLength()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80 60 0001 00000000 000000", // short
                "40 60 0001 00000000 00000001", // version 1
                "81 60 0001 00000000 00000001", // CSRC missing
                "90 60 0001 00000000 00000001 be", // extension header cut
                "90 60 0001 00000000 00000001 bede 0002 10 85 00 00", // extension cut
                "90 60 0001 00000000 00000001 bede 0001 10 85 13 00", // element over the end
                "90 60 0001 00000000 00000001 1000 0001 01 01 85 01", // two-byte element without length
                "a0 60 0001 00000000 00000001 00", // padding of 0
                "a0 60 0001 00000000 00000001 aa 09" // padding of more than there is
            })
    void a_malformed_packet_is_refused(String hex) {
        assertThat(read(hex)).isFalse();
    }

    /// RFC 4588 §4: the payload starts with the original sequence number.
    @Test
    void a_retransmission_becomes_the_original_and_is_kept_as_such() {
        assertThat(read("b0 e1 0007 00000005 000000ff bede 0001 10 85 00 00 1234 cafe 000003"))
                .isTrue();
        assertThat(packet.unwrapRetransmission(96, 0x22)).isTrue();
        assertThat(packet.sequence()).isEqualTo(0x1234);

        PacketCache cache = new PacketCache(4_096);
        cache.put(9, packet);
        RtpPacket again = new RtpPacket();
        assertThat(cache.get(8, again, IDS)).isFalse();
        assertThat(cache.get(9, again, IDS)).isTrue();
        byte[] kept = again.buffer().asSlice(again.payloadOffset() - 20, 22).toArray(ValueLayout.JAVA_BYTE);
        assertThat(HexFormat.of().formatHex(kept)).isEqualTo("90e0123400000005" + "00000022bede000110850000cafe");
    }

    @Test
    void padding_sent_as_a_retransmission_is_none() {
        assertThat(read("a0 61 0001 00000000 00000001 000003")).isTrue();
        assertThat(packet.unwrapRetransmission(96, 1)).isFalse();
    }
}
