// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.media.rtp.Codec;
import org.parley.media.sdp.Offers;

class CodecTest {
    private static final Preference AV1_FIRST =
            new Preference(List.of(Codec.RED, Codec.OPUS, Codec.AV1, Codec.VP9, Codec.VP8, Codec.H264));

    private final TestRoom test = new TestRoom(AV1_FIRST);

    /// An offer without some payload types.
    private static String without(String offer, Integer... payloadTypes) {
        Set<String> gone = Set.of(payloadTypes).stream().map(String::valueOf).collect(Collectors.toSet());
        Pattern about = Pattern.compile("a=(?:rtpmap|fmtp|rtcp-fb):(\\d+) .*");
        return offer.lines()
                        .filter(line -> {
                            var matcher = about.matcher(line);
                            return !matcher.matches() || !gone.contains(matcher.group(1));
                        })
                        .map(line -> line.startsWith("m=") ? withoutTypes(line, gone) : line)
                        .collect(Collectors.joining("\r\n"))
                + "\r\n";
    }

    private static String withoutTypes(String line, Set<String> gone) {
        List<String> parts = List.of(line.split(" ", -1));
        return String.join(" ", parts.subList(0, 3)) + " "
                + parts.subList(3, parts.size()).stream()
                        .filter(part -> !gone.contains(part))
                        .collect(Collectors.joining(" "));
    }

    private static final String FIREFOX_WITH_VP8_ALONE = without(Offers.FIREFOX, 121, 125, 99, 100);

    private static String mLine(TestRoom.Member member, int index) {
        return member.answer
                .lines()
                .filter(line -> line.startsWith("m="))
                .toList()
                .get(index);
    }

    @Test
    void a_publisher_alone_is_answered_all_it_offers_in_the_preferred_order() {
        TestRoom.Member ada = test.chromium("ada");
        assertThat(mLine(ada, 1)).startsWith("m=video 9 UDP/TLS/RTP/SAVPF 45 98 100 96 ");
        assertThat(mLine(ada, 0)).isEqualTo("m=audio 9 UDP/TLS/RTP/SAVPF 63 111");
    }

    @Test
    void sound_is_sent_with_redundancy_where_everybody_can_do_with_it() {
        TestRoom usual = new TestRoom(Preference.DEFAULT);
        TestRoom.Member ada = usual.chromium("ada");
        assertThat(mLine(ada, 0)).isEqualTo("m=audio 9 UDP/TLS/RTP/SAVPF 63 111");
        usual.firefox("lin");
        assertThat(usual.offersWanted).containsExactly("ada codecs");
        ada.offer(Offers.CHROMIUM, Offers.TRACKS);
        assertThat(mLine(ada, 0)).isEqualTo("m=audio 9 UDP/TLS/RTP/SAVPF 111");
    }

    @Test
    void a_publisher_is_answered_what_everybody_present_can_decode() {
        test.firefox("lin");
        TestRoom.Member ada = test.chromium("ada");
        assertThat(mLine(ada, 1)).isEqualTo("m=video 9 UDP/TLS/RTP/SAVPF 45 98 96 46 99 97");
        assertThat(mLine(ada, 0)).isEqualTo("m=audio 9 UDP/TLS/RTP/SAVPF 111");
    }

    @Test
    void when_a_newcomer_cannot_decode_the_publisher_offers_again_and_is_answered_less() {
        TestRoom.Member ada = test.chromium("ada");
        assertThat(test.offersWanted).isEmpty();
        test.new Member("lin").offer(FIREFOX_WITH_VP8_ALONE, Offers.TRACKS).connect();
        assertThat(test.offersWanted).containsExactly("ada codecs");

        ada.offer(Offers.CHROMIUM, Offers.TRACKS);
        assertThat(mLine(ada, 1)).isEqualTo("m=video 9 UDP/TLS/RTP/SAVPF 96 97");
        assertThat(test.offersWanted).hasSize(1);
    }

    @Test
    void a_subscriber_gets_nothing_that_it_cannot_decode() {
        TestRoom.Member ada = test.chromium("ada");
        TestRoom.Member max = test.chromium("max");
        TestRoom.Member lin = test.new Member("lin")
                .offer(FIREFOX_WITH_VP8_ALONE, Offers.TRACKS)
                .connect();
        for (String id : List.of("lin", "max")) {
            test.room.view(id, List.of(new Wanted("ada", Source.SCREEN, 720)), test.now);
        }
        ada.rtp(Packets.of(45, 9).at(1, 1).extension(4, "2").payload((byte) 0x18, (byte) 1));
        assertThat(max.received("8")).hasSize(1);
        assertThat(lin.received("8")).isEmpty();

        ada.rtp(Packets.of(96, 9).at(2, 2).extension(4, "2").vp8(true, true, 1, 1));
        assertThat(lin.received("8")).hasSize(1);
    }

    @Test
    void a_subscriber_that_cannot_decode_costs_the_publisher_no_key_frames() {
        TestRoom.Member ada = test.chromium("ada");
        test.new Member("lin").offer(FIREFOX_WITH_VP8_ALONE, Offers.TRACKS).connect();
        ada.rtp(Packets.of(45, 9).at(1, 1).extension(4, "2").payload((byte) 0x10, (byte) 1));
        test.room.view("lin", List.of(new Wanted("ada", Source.SCREEN, 720)), test.now);
        for (int i = 2; i < 100; i++) {
            test.pass(50 * TestRoom.MS);
            ada.rtp(Packets.of(45, 9).at(i, i).extension(4, "2").payload((byte) 0x10, (byte) 1));
        }
        assertThat(Rtcp.plis(ada.sink.rtcp, 9)).isZero();
    }

    @Test
    void slots_keep_their_ssrcs_when_the_offer_comes_again() {
        TestRoom.Member ada = test.chromium("ada");
        List<Integer> audio = ada.ssrcs("4");
        List<Integer> video = ada.ssrcs("9");
        assertThat(audio).hasSize(1);
        assertThat(video).hasSize(2);
        ada.offer(Offers.CHROMIUM, Offers.TRACKS);
        assertThat(ada.ssrcs("4")).isEqualTo(audio);
        assertThat(ada.ssrcs("9")).isEqualTo(video);
        assertThat(ada.answer).contains(" 2 IN IP4");
    }

    @Test
    void a_section_that_carries_no_track_is_answered_inactive() {
        TestRoom.Member ada = test.new Member("ada").offer(Offers.CHROMIUM, Map.of("0", Source.MICROPHONE));
        assertThat(ada.answer.split("a=inactive", -1)).hasSize(4);
    }
}
