// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.e2ee.ParticipantId;
import org.parley.server.Noise;

/// Hostile text in place of a message: it is refused in words that may be shown, or it is one that can be.
class SignallingFuzzTest {
    private static List<byte[]> corpus() {
        return Stream.of(
                        "{'type':'hello','ticket':'abc'}",
                        "{'type':'hello','resume':'abc.def','media':'7'}",
                        "{'type':'start'}",
                        "{'type':'offer','id':1,'sdp':'v=0','tracks':{'0':'microphone','1':'camera'}}",
                        "{'type':'state','microphone':true,'camera':false,'screen':false}",
                        "{'type':'view','wanted':[{'participant':'p','source':'camera','height':360}]}",
                        "{'type':'leave'}",
                        "{'type':'end'}",
                        "{'type':'ping','t':1.5}",
                        "{'type':'settings','chat':'host','endpointsOnly':true}",
                        "{'type':'mls-join','keyPackage':'AAEA','reason':'bad-commit','epoch':3}",
                        "{'type':'mls-sync','groupId':'AAEC','epoch':3,'sequence':4}",
                        "{'type':'mls-created','groupInfo':'AAEA'}",
                        "{'type':'mls-commit','epoch':3,'round':1,'commit':'AAEA','welcome':'AAEA'}",
                        "{'type':'mls-application','id':1,'epoch':3,'message':'AAEA','to':'p'}")
                .map(text -> text.replace('\'', '"').getBytes(UTF_8))
                .toList();
    }

    @MethodSource("corpus")
    @FuzzTest
    void signalling(byte[] input) {
        try {
            ClientMessage message = Wire.read(new String(input, UTF_8));
            assertThat(message.type()).isNotBlank();
            assertThat(message.toString()).isNotBlank();
            if (message instanceof ClientMessage.Offer offer) {
                assertThat(offer.sources()).hasSizeLessThanOrEqualTo(4);
            }
            if (message instanceof ClientMessage.View view) {
                view.wanted().forEach(want -> assertThat(want.video().isVideo()).isTrue());
            }
            if (message instanceof MlsRequest request) {
                isReadOrRefused(request);
            }
            if (message instanceof ClientMessage.Ping(var t)) {
                assertThat(Wire.write(new ServerMessage.Pong(t))).hasSizeLessThan(100);
            }
        } catch (BadMessageException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("com.fasterxml", "org.parley", "java.");
        }
    }

    private static void isReadOrRefused(MlsRequest request) {
        try {
            assertThat(MlsInput.of(request, new ParticipantId("p"))).isNotNull();
        } catch (MlsInput.UnreadableException e) {
            assertThat(MlsAnswer.refused(request, e.why())).isNotNull();
        }
    }

    @Test
    void whatever_comes_in_is_refused_or_read() {
        Noise.run(corpus(), 30_000, this::signalling);
    }
}
