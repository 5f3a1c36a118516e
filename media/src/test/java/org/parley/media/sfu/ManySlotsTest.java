// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.parley.media.sdp.Offers;

class ManySlotsTest {
    private static final int OFFERED = 6;

    /// The browser's offer with its last slot repeated until there are so many videos.
    private static String offerOf(int videos) {
        int last = Offers.CHROMIUM.lastIndexOf("m=video");
        String slot = Offers.CHROMIUM.substring(last);
        var mid = Pattern.compile("a=mid:\\S+").matcher(slot);
        String more = IntStream.range(OFFERED, videos)
                .mapToObj(i -> mid.reset(slot).replaceFirst("a=mid:v" + i))
                .collect(Collectors.joining());
        String mids = IntStream.range(OFFERED, videos).mapToObj(i -> " v" + i).collect(Collectors.joining());
        return Offers.CHROMIUM.replaceFirst("(a=group:BUNDLE [^\r]*)", "$1" + mids) + more;
    }

    @Test
    void a_page_of_49_videos_as_chromium_offers_it_unshortened_is_answered() {
        String offer = offerOf(49);
        assertThat(offer).hasSizeGreaterThan(200_000);
        TestRoom test = new TestRoom();
        TestRoom.Member ada = test.new Member("ada").offer(offerOf(6), Offers.TRACKS);
        int before = ada.ssrcs("8").getFirst();
        for (int videos : new int[] {12, 25, 49}) {
            ada.offer(offerOf(videos), Offers.TRACKS);
            assertThat(ada.ssrcs("v" + (videos - 1))).hasSize(2);
            assertThat(ada.ssrcs("8").getFirst()).isEqualTo(before);
        }
        assertThat(ada.answer.lines().filter(line -> line.startsWith("m=video ")))
                .hasSize(51);
    }
}
