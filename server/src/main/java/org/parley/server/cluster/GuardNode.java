// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.parley.meeting.door.guard.Cidr;
import org.parley.meeting.door.guard.Part;

/// Tells the other nodes each second what this one's guards counted, and counts what they tell; asks one of them for
/// all that it remembers when it sees the first. Where there is one node it does nothing, and nothing runs for it. What
/// can't be read is dropped and counted.
final class GuardNode extends AbstractBehavior<GuardNode.Message> {
    /// What it hears: [GuardNews] of other nodes, and the rest of this one.
    interface Message {}

    private record Members(ClusterEvent.MemberEvent event) implements Message {}

    private record Found(Set<ActorRef<GuardNews>> nodes) implements Message {}

    private record Tick() implements Message {}

    /// An operator did something here that the others are to know.
    record Pass(GuardNews news) implements Message {}

    /// What this node is told and does, for the metrics.
    interface Figures {
        void nodes(int others);

        void sent();

        void taken();

        void dropped();
    }

    private static final ServiceKey<GuardNews> KEY = ServiceKey.create(GuardNews.class, "guards");
    private static final Duration EVERY = Duration.ofSeconds(1);
    /// An answer that takes longer will not come.
    private static final int PATIENCE = 5;
    /// More than a guard keeps: one that fills as fast as it is emptied does not hold up the rest.
    private static final int MOST_DELTAS = 40;

    private final Map<String, SharedGuard> guards = new LinkedHashMap<>();
    private final Runnable reread;
    private final Figures figures;
    private final TimerScheduler<Message> timers;
    private final UniqueAddress self;
    private final Set<UniqueAddress> others = new HashSet<>();
    private final ActorRef<Receptionist.Listing> found;
    private final CatchUp catchUp;
    private Set<ActorRef<GuardNews>> peers = Set.of();

    private GuardNode(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            List<? extends SharedGuard> guards,
            Runnable reread,
            Figures figures) {
        super(context);
        guards.forEach(guard -> this.guards.put(guard.name(), guard));
        this.reread = reread;
        this.figures = figures;
        this.timers = timers;
        this.catchUp =
                new CatchUp(List.copyOf(this.guards.keySet()), context.getSelf().narrow());
        Cluster cluster = Cluster.get(context.getSystem());
        this.self = cluster.selfMember().uniqueAddress();
        this.found = context.messageAdapter(
                Receptionist.Listing.class, listing -> new Found(listing.getServiceInstances(KEY)));
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(ClusterEvent.MemberEvent.class, Members::new),
                        ClusterEvent.MemberEvent.class));
    }

    /// @param reread reads rules by hand again; must not block
    static Behavior<Message> create(List<? extends SharedGuard> guards, Runnable reread, Figures figures) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new GuardNode(context, timers, guards, reread, figures)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Members.class, members -> members(members.event()))
                .onMessage(Tick.class, _ -> tick())
                .onMessage(Found.class, found -> meet(others.isEmpty() ? Set.of() : found.nodes()))
                .onMessage(Pass.class, pass -> pass(pass.news()))
                .onMessage(GuardNews.class, this::hear)
                .build();
    }

    private Behavior<Message> members(ClusterEvent.MemberEvent event) {
        UniqueAddress member = event.member().uniqueAddress();
        if (member.equals(self)) {
            return this;
        }
        boolean wasAlone = others.isEmpty();
        if (event instanceof ClusterEvent.MemberUp) {
            others.add(member);
        } else if (event instanceof ClusterEvent.MemberRemoved) {
            others.remove(member);
        }
        if (wasAlone && !others.isEmpty()) {
            // From now on counts are kept to be told, before anybody can ask for what there is.
            guards.values().forEach(SharedGuard::delta);
            getContext()
                    .getSystem()
                    .receptionist()
                    .tell(Receptionist.register(KEY, getContext().getSelf().narrow()));
            timers.startTimerWithFixedDelay(new Tick(), EVERY);
        } else if (!wasAlone && others.isEmpty()) {
            timers.cancelAll();
            meet(Set.of());
            guards.values().forEach(SharedGuard::alone);
        }
        return this;
    }

    private Behavior<Message> tick() {
        getContext().getSystem().receptionist().tell(Receptionist.find(KEY, found));
        tellAll();
        catchUp.tick();
        return this;
    }

    private Behavior<Message> meet(Set<ActorRef<GuardNews>> nodes) {
        var now = new HashSet<>(nodes);
        now.remove(getContext().getSelf());
        if (!peers.containsAll(now)) {
            // Who was cut off may have missed a word.
            reread.run();
        }
        peers = Set.copyOf(now);
        figures.nodes(peers.size());
        catchUp.from(peers);
        return this;
    }

    private void tellAll() {
        if (peers.isEmpty()) {
            return;
        }
        for (SharedGuard guard : guards.values()) {
            for (int i = 0; i < MOST_DELTAS; i++) {
                Optional<byte[]> delta = guard.delta();
                if (delta.isEmpty()) {
                    break;
                }
                send(new GuardNews.Delta(guard.name(), delta.get()));
            }
        }
    }

    private Behavior<Message> pass(GuardNews news) {
        // What was counted before goes first, or it would bring back what is forgiven now.
        tellAll();
        send(news);
        return this;
    }

    private void send(GuardNews news) {
        peers.forEach(peer -> peer.tell(news));
        figures.sent();
    }

    private Behavior<Message> hear(GuardNews news) {
        try {
            switch (news) {
                case GuardNews.Delta(String guard, byte[] bytes) -> with(guard, it -> it.merge(bytes));
                case GuardNews.Forgiven(String network) -> {
                    Cidr lifted = Cidr.parse(network).orElseThrow(IllegalArgumentException::new);
                    guards.values().forEach(guard -> guard.forgiven(lifted));
                }
                case GuardNews.RulesChanged() -> reread.run();
                case GuardNews.Wanted(String guard, int from, ActorRef<GuardNews> replyTo) ->
                    with(guard, it -> {
                        Part part = it.part(from);
                        replyTo.tell(new GuardNews.Given(guard, from, part.next(), part.bytes()));
                    });
                case GuardNews.Given given ->
                    with(given.guard(), it -> {
                        if (catchUp.awaits(given)) {
                            it.adopt(given.bytes());
                            catchUp.goOn(given);
                        }
                    });
                case GuardNews.Unreadable() -> throw new IllegalArgumentException();
            }
            figures.taken();
        } catch (IllegalArgumentException _) {
            figures.dropped();
        }
        return this;
    }

    private void with(String name, Consumer<SharedGuard> what) {
        SharedGuard guard = guards.get(name);
        if (guard == null) {
            throw new IllegalArgumentException("no such guard");
        }
        what.accept(guard);
    }

    /// Asks one node for one part after the other, and another node when that one is silent or gone. Once, and anew
    /// after this node was alone.
    private static final class CatchUp {
        private final List<String> guards;
        private final ActorRef<GuardNews> self;
        private List<ActorRef<GuardNews>> nodes = List.of();
        private int guard;
        private int from;
        private int waited;
        private int node;

        CatchUp(List<String> guards, ActorRef<GuardNews> self) {
            this.guards = guards;
            this.self = self;
        }

        void from(Set<ActorRef<GuardNews>> peers) {
            if (peers.isEmpty()) {
                guard = 0;
                from = 0;
                nodes = List.of();
            } else if (!peers.equals(Set.copyOf(nodes))) {
                boolean first = nodes.isEmpty();
                boolean gone = !first && !peers.contains(nodes.get(node % nodes.size()));
                nodes = List.copyOf(peers);
                if (first || gone) {
                    begin();
                }
            }
        }

        void tick() {
            if (!nodes.isEmpty() && guard < guards.size() && ++waited > PATIENCE) {
                node++;
                begin();
            }
        }

        boolean awaits(GuardNews.Given given) {
            return !nodes.isEmpty()
                    && guard < guards.size()
                    && guards.get(guard).equals(given.guard())
                    && given.from() == from;
        }

        void goOn(GuardNews.Given given) {
            boolean more = given.next() > from;
            from = more ? given.next() : 0;
            guard += more ? 0 : 1;
            ask();
        }

        /// Places differ from node to node, so a table that is begun is begun anew.
        private void begin() {
            from = 0;
            ask();
        }

        private void ask() {
            waited = 0;
            if (guard < guards.size()) {
                nodes.get(node % nodes.size()).tell(new GuardNews.Wanted(guards.get(guard), from, self));
            }
        }
    }
}
