// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.server.signal.ClientMessage;

/// How meetings look and sound, as the pages say, summed over all. May be called from any thread.
public final class PlaybackMetrics {
    private final Counter reports;
    private final Counter freezes;
    private final Counter frozen;
    private final Counter concealed;
    private final Counter samples;

    public PlaybackMetrics(MeterRegistry registry) {
        reports = counter(registry, "reports", "reports of pages that were counted");
        freezes = counter(registry, "freezes", "freezes of received video");
        frozen = counter(registry, "frozen.seconds", "how long received video was frozen");
        concealed = counter(registry, "concealed.seconds", "received sound that was missing and made up");
        samples = counter(registry, "sound.seconds", "received sound");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("parley.playback." + name)
                .description(description + ", as the pages say")
                .register(registry);
    }

    void count(ClientMessage.Playback said) {
        reports.increment();
        freezes.increment(said.freezes());
        frozen.increment(said.frozen() / 1_000.0);
        concealed.increment(said.concealed() / 1_000.0);
        samples.increment(said.sound() / 1_000.0);
    }
}
