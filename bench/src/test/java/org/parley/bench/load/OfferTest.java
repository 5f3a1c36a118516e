// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.parley.media.SdpException;
import org.parley.media.sdp.SdpParser;

class OfferTest {
    private static Offer offer() {
        var sending = new LinkedHashMap<String, Integer>();
        sending.put("microphone", 1);
        sending.put("camera", 2);
        return new Offer(sending, 4, 2, "ufra", "passwordOfSomeLength1234", "AB:".repeat(31) + "AB", "actpass");
    }

    @Test
    void tracks_name_the_sending_sections() {
        assertThat(offer().tracks()).containsExactly(entry("0", "microphone"), entry("1", "camera"));
    }

    @Test
    void the_server_can_read_it() throws SdpException {
        var read = SdpParser.parse(offer().sdp());
        assertThat(read.sections()).hasSize(8);
        assertThat(read.sections().getFirst().codecs()).isNotEmpty();
        assertThat(read.sections().getLast().codecs()).isNotEmpty();
    }

    @Test
    void every_section_is_in_the_bundle() {
        assertThat(offer().sdp()).contains("a=group:BUNDLE 0 1 2 3 4 5 6 7\r\n");
        assertThat(offer().sdp().lines().filter(line -> line.startsWith("m=")))
                .hasSize(8)
                .filteredOn(line -> line.startsWith("m=video"))
                .hasSize(3);
        assertThat(offer().sdp().lines().filter("a=sendonly"::equals)).hasSize(2);
        assertThat(offer().sdp().lines().filter("a=recvonly"::equals)).hasSize(6);
    }
}
