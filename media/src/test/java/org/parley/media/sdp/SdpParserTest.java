// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.SdpException;
import org.parley.media.rtp.HeaderExtension;
import org.parley.media.rtp.MediaFormat;

class SdpParserTest {
    @Test
    void an_offer_of_chromium_is_understood() throws SdpException {
        SdpOffer offer = SdpParser.parse(Offers.CHROMIUM);

        assertThat(offer.sections()).hasSize(14);
        assertThat(offer.transport().ufrag()).isEqualTo("w9Ak");
        assertThat(offer.allowMixed()).isTrue();
        OfferedSection camera = offer.sections().get(1);
        assertThat(camera.rids()).containsExactly("q", "h", "f");
        assertThat(camera.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(camera.sentId(HeaderExtension.DEPENDENCY_DESCRIPTOR)).isEqualTo(12);
        assertThat(camera.codecs())
                .extracting(OfferedCodec::format)
                .contains(MediaFormat.VP8, MediaFormat.VP9_PROFILE_0, MediaFormat.AV1_MAIN)
                .contains(MediaFormat.H264_CONSTRAINED_BASELINE);
        assertThat(camera.codecs().getFirst().rtx()).isEqualTo(97);
        assertThat(offer.sections().get(2).ssrcs()).hasSize(1);
        assertThat(offer.sections().get(0).codecs())
                .extracting(OfferedCodec::format)
                .containsExactly(MediaFormat.OPUS, MediaFormat.RED);
    }

    @Test
    void redundancy_of_a_payload_type_that_is_not_the_usual_one_is_left_out() throws SdpException {
        SdpOffer offer = SdpParser.parse(Offers.CHROMIUM.replace("a=fmtp:63 111/111", "a=fmtp:63 109/109"));

        assertThat(offer.sections().get(0).codecs())
                .extracting(OfferedCodec::format)
                .containsExactly(MediaFormat.OPUS);
    }

    @Test
    void an_offer_of_firefox_is_understood() throws SdpException {
        SdpOffer offer = SdpParser.parse(Offers.FIREFOX);

        assertThat(offer.sections()).hasSize(14).allMatch(OfferedSection::usable);
        OfferedSection camera = offer.sections().get(1);
        assertThat(camera.rids()).containsExactly("q", "h", "f");
        assertThat(camera.ssrcs()).hasSize(3).allMatch(pair -> pair.rtx() != 0);
        assertThat(camera.codecs())
                .extracting(OfferedCodec::format)
                .containsExactly(MediaFormat.VP8, MediaFormat.VP9_PROFILE_0, MediaFormat.AV1_MAIN);
        assertThat(offer.sections().get(8).receivedId(HeaderExtension.DEPENDENCY_DESCRIPTOR))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=rtcp-mux\r\n",
                "a=group:BUNDLE 0 1 2 3 4 5 6 7 8 9 10 11 12 13\r\n",
                "a=mid:3\r\n",
                "a=fingerprint:",
                "a=ice-ufrag:w9Ak\r\n",
                "a=setup:actpass\r\n",
                "v=0\r\n"
            })
    void an_offer_without_what_is_needed_is_refused(String line) {
        String broken = Offers.CHROMIUM.replace(line, line.startsWith("v") ? "" : "a=x:");
        assertThatThrownBy(() -> SdpParser.parse(broken)).isInstanceOf(SdpException.class);
    }

    @Test
    void what_is_said_of_formats_that_are_not_offered_is_ignored() throws SdpException {
        String more = Offers.FIREFOX.replaceAll("(a=rtcp-mux)\r\n", "$1\r\na=fmtp:77 x=1\r\na=rtcp-fb:77 nack\r\n");

        assertThat(SdpParser.parse(more)).isEqualTo(SdpParser.parse(Offers.FIREFOX));
    }

    @Test
    void an_offer_that_is_too_large_is_refused() {
        String large = Offers.CHROMIUM + "a=x\r\n".repeat(200_000);
        assertThat(large).hasSizeGreaterThan(1_000_000);
        assertThatThrownBy(() -> SdpParser.parse(large))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining("327680");
        String sections = Offers.CHROMIUM + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n".repeat(60);
        assertThatThrownBy(() -> SdpParser.parse(sections))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining("70 sections");
    }
}
