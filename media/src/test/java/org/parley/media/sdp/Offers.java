// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.parley.media.Source;

/// Offers captured from browsers: four sending sections, then four audio and six video slots.
public final class Offers {
    public static final String CHROMIUM = read("chromium-156.sdp");
    public static final String FIREFOX = read("firefox-153.sdp");

    public static final Map<String, Source> TRACKS =
            Map.of("0", Source.MICROPHONE, "1", Source.CAMERA, "2", Source.SCREEN, "3", Source.SCREEN_AUDIO);

    private Offers() {}

    private static String read(String name) {
        try (InputStream in = Offers.class.getResourceAsStream("/offers/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no offer " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
