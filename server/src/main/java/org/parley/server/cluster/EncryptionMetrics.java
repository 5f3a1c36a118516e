// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.parley.e2ee.delivery.Output;
import org.parley.e2ee.delivery.Refusal;
import org.parley.e2ee.delivery.ToMember;
import org.parley.server.signal.Words;

/// How encryption fares, summed over all meetings. May be called from any thread.
public final class EncryptionMetrics {
    private final Counter commits;
    private final Counter resets;
    private final Counter blamed;
    private final Counter slotTroubles;
    private final Counter framesDropped;
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);

    public EncryptionMetrics(MeterRegistry registry) {
        commits = Counter.builder("parley.e2ee.commits")
                .description("epochs that a commit has begun")
                .register(registry);
        resets = Counter.builder("parley.e2ee.resets")
                .description("groups given up, so that their members had to found another")
                .register(registry);
        blamed = Counter.builder("parley.e2ee.blamed")
                .description("members whose commit the others could not follow")
                .register(registry);
        slotTroubles = Counter.builder("parley.e2ee.slot.troubles")
                .description("times that a slot began to have frames which its page could not open, as the pages say")
                .register(registry);
        framesDropped = Counter.builder("parley.e2ee.frames.dropped")
                .description("frames that a page could not open, as the pages say")
                .register(registry);
        for (Refusal why : Refusal.values()) {
            refusals.put(
                    why,
                    Counter.builder("parley.e2ee.refusals")
                            .description("messages of clients that the delivery service refused")
                            .tag("reason", Words.of(why))
                            .register(registry));
        }
    }

    void count(Output output) {
        switch (output) {
            case Output.EpochBegun epoch -> {
                if (epoch.epoch() > 0) {
                    commits.increment();
                }
            }
            case Output.GroupAbandoned _ -> resets.increment();
            case Output.Send send -> {
                if (send.message() instanceof ToMember.Refused refused) {
                    refused(refused.reason());
                }
            }
            case Output.Blamed _ -> blamed.increment();
        }
    }

    void troubles(int slots, int frames) {
        slotTroubles.increment(slots);
        framesDropped.increment(frames);
    }

    void refused(Refusal why) {
        Counter counter = refusals.get(why);
        if (counter != null) {
            counter.increment();
        }
    }
}
