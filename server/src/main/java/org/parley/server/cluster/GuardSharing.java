// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.MailboxSelector;
import org.parley.meeting.door.guard.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The other nodes, as this one's guards and their operator see them. May be called from any thread.
public final class GuardSharing {
    private static final Logger log = LoggerFactory.getLogger(GuardSharing.class);

    /// Messages that wait at one time, 40 MB at most. What comes on top is lost, and counts at the other node alone.
    private static final int MOST_WAITING = 256;

    private final AtomicBoolean toRead = new AtomicBoolean();
    private final ActorRef<GuardNode.Message> node;
    private volatile Runnable reread = () -> {};

    private GuardSharing(ActorSystem<?> system, List<? extends SharedGuard> guards, MeterRegistry metrics) {
        this.node = system.systemActorOf(
                GuardNode.create(guards, this::rulesMayHaveChanged, new Counters(metrics)),
                "guards",
                MailboxSelector.bounded(MOST_WAITING));
    }

    public static GuardSharing start(ActorSystem<?> system, List<? extends SharedGuard> guards, MeterRegistry metrics) {
        return new GuardSharing(system, guards, metrics);
    }

    /// @param reread is called, on a thread of its own, when rules by hand were changed at another node
    public void onRules(Runnable reread) {
        this.reread = reread;
    }

    /// An operator changed the rules by hand here.
    public void rulesChanged() {
        node.tell(new GuardNode.Pass(new GuardNews.RulesChanged()));
    }

    /// An operator lifted here what a network was held up for.
    public void forgave(Cidr network) {
        node.tell(new GuardNode.Pass(new GuardNews.Forgiven(network.toString())));
    }

    private void rulesMayHaveChanged() {
        if (toRead.compareAndSet(false, true)) {
            Thread.ofVirtual().name("rules").start(() -> {
                toRead.set(false);
                try {
                    reread.run();
                } catch (RuntimeException e) {
                    log.warn("rules that another node changed cannot be read", e);
                }
            });
        }
    }

    private static final class Counters implements GuardNode.Figures {
        private final AtomicInteger others;
        private final Counter sent;
        private final Counter taken;
        private final Counter dropped;

        Counters(MeterRegistry metrics) {
            this.others = metrics.gauge("parley.guard.nodes", new AtomicInteger());
            this.sent = metrics.counter("parley.guard.news.sent");
            this.taken = metrics.counter("parley.guard.news.received");
            this.dropped = metrics.counter("parley.guard.news.dropped");
        }

        @Override
        public void nodes(int count) {
            others.set(count);
        }

        @Override
        public void sent() {
            sent.increment();
        }

        @Override
        public void taken() {
            taken.increment();
        }

        @Override
        public void dropped() {
            dropped.increment();
        }
    }
}
