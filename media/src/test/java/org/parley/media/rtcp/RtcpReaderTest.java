// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtcpReaderTest {
    private final RtcpReader reader = new RtcpReader();

    private List<String> read(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        reader.start(MemorySegment.ofArray(bytes), 0, bytes.length);
        List<String> found = new ArrayList<>();
        while (reader.next()) {
            found.add(reader.type() + "/" + reader.count() + " of " + reader.length());
        }
        return found;
    }

    @Test
    void a_compound_packet_is_walked() {
        assertThat(read("80c90001 00000001 81ca0002 00000001 01000000 81ce0002 00000001 00000002"))
                .containsExactly("201/0 of 8", "202/1 of 12", "206/1 of 12");
        assertThat(reader.finished()).isTrue();
    }

    @Test
    void padding_of_the_last_packet_is_not_part_of_it() {
        assertThat(read("a0c90002 00000001 00000004")).containsExactly("201/0 of 8");
    }

    @Test
    void what_claims_to_be_longer_than_it_is_ends_the_walk() {
        assertThat(read("80c90001 00000001 80c90009 00000001")).containsExactly("201/0 of 8");
        assertThat(reader.finished()).isFalse();
        assertThat(read("40c90001 00000001")).isEmpty();
        assertThat(read("a0c90001 00000009")).isEmpty();
        assertThat(read("80c9")).isEmpty();
    }
}
