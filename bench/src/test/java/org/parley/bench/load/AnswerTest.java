// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final String PRINT = "AB:".repeat(31) + "AB";
    private static final String SDP = String.join(
            "\r\n",
            "v=0",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111",
            "a=candidate:2 1 TCP 1 127.0.0.1 9 typ host tcptype passive",
            "a=candidate:1 1 udp 2130706431 127.0.0.1 10000 typ host",
            "a=ice-ufrag:server",
            "a=ice-pwd:secret",
            "a=fingerprint:sha-256 " + PRINT,
            "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
            "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            "");

    @Test
    void the_udp_candidate_and_the_credentials_are_taken() {
        var answer = Answer.parse(SDP);
        assertThat(answer.udp()).isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10_000));
        assertThat(answer.ufrag()).isEqualTo("server");
        assertThat(answer.pwd()).isEqualTo("secret");
        assertThat(answer.fingerprint().value()).isEqualTo(PRINT);
    }

    @Test
    void extensions_that_the_answer_does_not_have_are_not_sent() {
        assertThat(Answer.parse(SDP).extensions()).isEqualTo(new ExtensionIds(4, 1, 0));
    }

    @Test
    void an_answer_without_udp_says_so() {
        assertThatThrownBy(() -> Answer.parse(SDP.replace(" udp ", " xyz ")))
                .hasMessage("the answer has no UDP candidate");
    }
}
