// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.Fuzz;
import org.parley.media.SdpException;

class SdpFuzzTest {
    /// The first sections: whole offers would be slow.
    private static String shortened(String offer) {
        int cut = offer.indexOf("m=", offer.indexOf("m=", offer.indexOf("m=") + 1) + 1);
        return offer.substring(0, cut).replaceFirst("a=group:BUNDLE [^\r]*", "a=group:BUNDLE 0 1");
    }

    private static List<byte[]> corpus() {
        return List.of(
                shortened(Offers.CHROMIUM).getBytes(StandardCharsets.US_ASCII),
                shortened(Offers.FIREFOX).getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("corpus")
    @FuzzTest
    void sdp(byte[] input) {
        parse(new String(input, StandardCharsets.ISO_8859_1));
    }

    @Test
    void broken_bytes_are_refused_or_read() {
        Fuzz.run(corpus(), 20, this::sdp);
    }

    @Test
    void lines_in_another_order_missing_or_doubled_are_refused_or_read() {
        List<String> lines = new ArrayList<>(shortened(Offers.CHROMIUM).lines().toList());
        lines.addAll(shortened(Offers.FIREFOX).lines().toList());
        Fuzz.run(List.of(new byte[8]), 20, input -> {
            Random random = new Random(Arrays.hashCode(input));
            List<String> mixed = new ArrayList<>(lines.subList(0, lines.size() / 2));
            for (int i = 0; i < 6; i++) {
                int from = random.nextInt(lines.size());
                int to = random.nextInt(mixed.size());
                switch (random.nextInt(3)) {
                    case 0 -> mixed.remove(to);
                    case 1 -> mixed.add(to, lines.get(from));
                    default -> mixed.set(to, lines.get(from));
                }
            }
            parse(String.join("\r\n", mixed) + "\r\n");
        });
    }

    private static void parse(String sdp) {
        try {
            SdpParser.parse(sdp);
        } catch (SdpException expected) {
            // what it is for
        }
    }
}
