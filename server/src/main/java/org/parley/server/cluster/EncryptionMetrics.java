// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.parley.e2ee.delivery.Output;
import org.parley.e2ee.delivery.Refusal;
import org.parley.e2ee.delivery.ToMember;

/// How encryption fares, summed over all meetings. May be called from any thread.
public final class EncryptionMetrics {
    private final Counter commits;
    private final Counter resets;
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);

    public EncryptionMetrics(MeterRegistry registry) {
        commits = Counter.builder("parley.e2ee.commits")
                .description("epochs that a commit has begun")
                .register(registry);
        resets = Counter.builder("parley.e2ee.resets")
                .description("groups given up, so that their members had to found another")
                .register(registry);
        for (Refusal why : Refusal.values()) {
            refusals.put(
                    why,
                    Counter.builder("parley.e2ee.refusals")
                            .description("messages of clients that the delivery service refused")
                            .tag("reason", why.name().toLowerCase(Locale.ROOT).replace('_', '-'))
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
            case Output.Blamed _ -> {}
        }
    }

    void refused(Refusal why) {
        Counter counter = refusals.get(why);
        if (counter != null) {
            counter.increment();
        }
    }
}
