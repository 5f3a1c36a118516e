// SPDX-License-Identifier: Apache-2.0
package org.parley.media.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// RFC 5769 §2.1 to §2.3.
class Rfc5769Test {
    private static final byte[] PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.US_ASCII);
    private static final String TRANSACTION = "b7e7a701bc34d686fa87dfae";

    static byte[] request() {
        return HexFormat.of()
                .parseHex("000100582112a442" + TRANSACTION
                        + "802200105354554e207465737420636c69656e74"
                        + "002400046e0001ff"
                        + "80290008932ff9b151263b36"
                        + "000600096576746a3a68367659202020"
                        + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
                        + "80280004e57a3bcf");
    }

    static byte[] responseV4() {
        return HexFormat.of()
                .parseHex("0101003c2112a442" + TRANSACTION
                        + "8022000b7465737420766563746f7220"
                        + "002000080001a147e112a643"
                        + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
                        + "80280004c07d4c96");
    }

    static byte[] responseV6() {
        return HexFormat.of()
                .parseHex("010100482112a442" + TRANSACTION
                        + "8022000b7465737420766563746f7220"
                        + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
                        + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
                        + "80280004c8fb0b4c");
    }

    private static StunMessage read(byte[] bytes) {
        return StunMessage.parse(bytes, bytes.length).orElseThrow();
    }

    @Test
    void the_sample_request_is_authentic() {
        StunMessage request = read(request());
        assertThat(request.type()).isEqualTo(StunMessage.BINDING_REQUEST);
        assertThat(request.isFingerprinted()).isTrue();
        assertThat(request.isAuthentic(PASSWORD)).isTrue();
        assertThat(request.isAuthentic(new byte[] {1})).isFalse();
        assertThat(request.username()).contains(new IceUsername("evtj", "h6vY"));
        assertThat(request.priority()).isEqualTo(0x6e0001ffL);
        assertThat(request.has(StunAttribute.ICE_CONTROLLED)).isTrue();
        assertThat(request.transactionId()).isEqualTo(HexFormat.of().parseHex(TRANSACTION));
    }

    @Test
    void the_sample_responses_map_addresses() throws Exception {
        StunMessage v4 = read(responseV4());
        assertThat(v4.isAuthentic(PASSWORD)).isTrue();
        assertThat(v4.mappedAddress()).contains(new MappedAddress(new byte[] {(byte) 192, 0, 2, 1}, 32_853));
        StunMessage v6 = read(responseV6());
        assertThat(v6.isAuthentic(PASSWORD)).isTrue();
        byte[] address =
                InetAddress.getByName("2001:db8:1234:5678:11:2233:4455:6677").getAddress();
        assertThat(v6.mappedAddress()).contains(new MappedAddress(address, 32_853));
    }
}
