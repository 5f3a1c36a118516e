// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.crypto.Ciphers;
import org.parley.media.crypto.CounterMode;

/// AES in counter mode (RFC 3711 appendix B.2), HMAC-SHA1 (RFC 2202 §3), and both together on a packet whose
/// protected form is the one in libsrtp's own tests.
@ParameterizedClass
@MethodSource("ciphers")
class CmVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    @Parameter
    Ciphers ciphers = Ciphers.jdk();

    private final Arena arena = Arena.ofConfined();

    static Stream<Ciphers> ciphers() {
        return Stream.concat(Stream.of(Ciphers.jdk()), Ciphers.libcrypto().stream());
    }

    @AfterEach
    void end() {
        arena.close();
    }

    private MemorySegment bytes(String hex) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, HEX.parseHex(hex));
    }

    private static String hex(MemorySegment memory, int length) {
        return HEX.formatHex(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void the_key_stream_is_that_of_the_rfc() {
        MemorySegment text = arena.allocate(48);
        try (CounterMode cipher = ciphers.counterMode(HEX.parseHex("2b7e151628aed2a6abf7158809cf4f3c"), new byte[20])) {
            for (int twice = 0; twice < 2; twice++) {
                text.fill((byte) 0);
                cipher.crypt(bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfd0000"), text, 0, 48);
                assertThat(hex(text, 48))
                        .isEqualTo("e03ead0935c95e80e166b16dd92b4eb4"
                                + "d23513162b02d0f72a43a2fe4a5f97ab"
                                + "41e95b3bb0a2e8dd477901e4fca894c0");
            }
        }
    }

    @Test
    void the_authentication_code_is_that_of_the_rfc() {
        MemorySegment mac = arena.allocate(20);
        MemorySegment text = bytes(HEX.formatHex("Hi There".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        try (CounterMode cipher = ciphers.counterMode(new byte[16], HEX.parseHex("0b".repeat(20)))) {
            for (int twice = 0; twice < 2; twice++) {
                cipher.authenticate(text, 0, 8, mac);
                assertThat(hex(mac, 20)).isEqualTo("b617318655057264e28bc0b6fb378c8ef146be00");
            }
        }
    }

    @Test
    void a_packet_looks_as_another_implementation_makes_it_and_opens() {
        String header = "800f1234decafbadcafebabe";
        MemorySegment packet = arena.allocate(64);
        MemorySegment.copy(bytes(header + "ab".repeat(16)), 0, packet, 0, 28);
        MasterKey key = new MasterKey(
                SrtpProfile.AES128_CM_HMAC_SHA1_80,
                HEX.parseHex("e1f97a0d3e018be0d64fa32c06de4139"),
                HEX.parseHex("0ec675ad498afeebb6960b3aabe6"));
        try (CmProtection protection = new CmProtection(ciphers, key, arena)) {
            assertThat(protection.sealRtp(packet, 0, 12, 28, 0xcafebabe, 0x1234))
                    .isEqualTo(38);
            assertThat(hex(packet, 38)).isEqualTo(header + "4e55dc4ce79978d88ca4d215949d2402" + "b78d6acc99ea179b8dbb");
            assertThat(protection.openRtp(packet, 0, 12, 38, 0xcafebabe, 0x1234))
                    .isEqualTo(28);
            assertThat(hex(packet, 28)).isEqualTo(header + "ab".repeat(16));
        }
    }
}
