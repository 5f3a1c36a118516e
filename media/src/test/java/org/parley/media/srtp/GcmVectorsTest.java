// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.crypto.Ciphers;

/// RFC 7714 §16.1.1, §16.1.2, §17.1 and §17.2, with both ciphers.
class GcmVectorsTest {
    private static final byte[] KEY = hex("000102030405060708090a0b0c0d0e0f");
    private static final byte[] SALT = hex("517569642070726f2071756f");
    private static final String RTP =
            "8040f17b8041f8d35501a0b2" + "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";
    private static final String SRTP = "8040f17b8041f8d35501a0b2"
            + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
            + "899d7f27beb16a9152cf765ee4390cce";
    private static final String RTCP = "81c8000d4d617273" + "4e5450314e545032525450200000042a0000e930"
            + "4c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private static final String SRTCP = "81c8000d4d617273" + "63e94885dcdab67ca727d7662f6b7e997ff5c0f7"
            + "6c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade" + "800005d4";
    private static final int RTP_SSRC = 0x5501a0b2;
    private static final int RTCP_SSRC = 0x4d617273;
    private static final int SEQUENCE = 0xf17b;
    private static final int RTCP_INDEX = 0x5d4;

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static Ciphers ciphers(String kind) {
        if (kind.equals("jdk")) {
            return Ciphers.jdk();
        }
        assumeTrue(Ciphers.libcrypto().isPresent(), "no libcrypto here");
        return Ciphers.libcrypto().orElseThrow();
    }

    private static GcmProtection protection(String kind, boolean sends, Arena arena) {
        Ciphers ciphers = ciphers(kind);
        return new GcmProtection(
                sends ? ciphers.sealer(KEY) : ciphers.opener(KEY),
                SALT,
                sends ? ciphers.sealer(KEY) : ciphers.opener(KEY),
                SALT,
                arena);
    }

    private static MemorySegment packet(Arena arena, String text) {
        MemorySegment memory = arena.allocate(256, 8);
        MemorySegment.copy(hex(text), 0, memory, ValueLayout.JAVA_BYTE, 16, text.length() / 2);
        return memory;
    }

    private static String text(MemorySegment memory, int length) {
        return HexFormat.of().formatHex(memory.asSlice(16, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"libcrypto", "jdk"})
    void an_rtp_packet_is_protected_as_in_the_rfc(String kind) {
        try (Arena arena = Arena.ofConfined();
                GcmProtection protection = protection(kind, true, arena)) {
            MemorySegment memory = packet(arena, RTP);
            int length = protection.sealRtp(memory, 16, 12, RTP.length() / 2, RTP_SSRC, SEQUENCE);
            assertThat(text(memory, length)).isEqualTo(SRTP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libcrypto", "jdk"})
    void an_rtp_packet_is_unprotected_as_in_the_rfc(String kind) {
        try (Arena arena = Arena.ofConfined();
                GcmProtection protection = protection(kind, false, arena)) {
            MemorySegment memory = packet(arena, SRTP);
            int length = protection.openRtp(memory, 16, 12, SRTP.length() / 2, RTP_SSRC, SEQUENCE);
            assertThat(length).isEqualTo(RTP.length() / 2);
            assertThat(text(memory, length)).isEqualTo(RTP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libcrypto", "jdk"})
    void an_rtcp_packet_is_protected_as_in_the_rfc(String kind) {
        try (Arena arena = Arena.ofConfined();
                GcmProtection protection = protection(kind, true, arena)) {
            MemorySegment memory = packet(arena, RTCP);
            int length = protection.sealRtcp(memory, 16, RTCP.length() / 2, RTCP_SSRC, RTCP_INDEX);
            assertThat(text(memory, length)).isEqualTo(SRTCP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libcrypto", "jdk"})
    void an_rtcp_packet_is_unprotected_as_in_the_rfc(String kind) {
        try (Arena arena = Arena.ofConfined();
                GcmProtection protection = protection(kind, false, arena)) {
            MemorySegment memory = packet(arena, SRTCP);
            int word = protection.rtcpWord(memory, 16, SRTCP.length() / 2);
            int length = protection.openRtcp(memory, 16, SRTCP.length() / 2, RTCP_SSRC, word);
            assertThat(text(memory, length)).isEqualTo(RTCP);
        }
    }
}
