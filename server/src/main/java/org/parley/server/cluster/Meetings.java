// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Database;
import org.parley.directory.MeetingRegister;
import org.parley.meeting.Command;
import org.parley.meeting.MeetingKeys;
import org.parley.meeting.MeetingLife;
import org.parley.meeting.MeetingLog;
import org.parley.meeting.MeetingSettings;
import org.parley.server.signal.Connection;
import org.parley.server.signal.ConnectionMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The meetings of this installation, wherever they run. Owns the actor system, a cluster of one. May be
/// called from any thread.
public final class Meetings implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Meetings.class);

    /// How long an answer of a meeting may take: a restore from the journal is in it.
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(60);

    /// An orderly end takes 5 s at most; the rest of the server needs its share.
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private static final String NOBODYS = "00000000-0000-0000-0000-000000000000";

    private final ActorSystem<Void> system;
    private final ClusterSharding sharding;
    private final ConcurrentMap<String, ActorRef<MeetingMessage>> alive = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Boolean> running = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong();
    private final Executor registerWriter = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("register").factory());

    private Meetings(ActorSystem<Void> system) {
        this.system = system;
        this.sharding = ClusterSharding.get(system);
    }

    /// Joins the cluster and brings back the meetings that were running.
    ///
    public static Meetings start(
            Database database,
            MeetingLife life,
            InstantSource clock,
            SecureRandom random,
            Rooms rooms,
            EncryptionMetrics encryption,
            PlaybackMetrics playback) {
        Config config = ConfigFactory.parseResources(Meetings.class.getClassLoader(), "pekko.conf")
                .withFallback(ConfigFactory.defaultReference(Meetings.class.getClassLoader()))
                .resolve();
        var setup = ActorSystemSetup.create(
                BootstrapSetup.create(config),
                new JournalDatabase.Pool(database.dataSource(), database.connections(), database.isPostgres()));
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "parley", setup);
        var meetings = new Meetings(system);
        var register = new MeetingRegister(database);
        meetings.initialize(life, rooms, new Encryption.Surroundings(random, clock, encryption), playback, register);
        register.running().forEach(id -> meetings.tell(id, new MeetingMessage.Wake()));
        return meetings;
    }

    private void initialize(
            MeetingLife life,
            Rooms rooms,
            Encryption.Surroundings encryption,
            PlaybackMetrics playback,
            MeetingRegister register) {
        var up = new CompletableFuture<Void>();
        org.apache.pekko.cluster.Cluster.get(system.classicSystem()).registerOnMemberUp(() -> up.complete(null));
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        var around = new MeetingEntity.Surroundings(
                life, encryption.clock(), encryption.random(), rooms, encryption, playback, alive, (id, isRunning) -> {
                    if (isRunning) {
                        running.put(id, true);
                    } else {
                        running.remove(id);
                    }
                    registerWriter.execute(() -> note(register, id, isRunning));
                });
        sharding.init(Entity.of(MeetingEntity.KEY, context -> MeetingEntity.create(context, around))
                .withStopMessage(MeetingMessage.Passivate.PASSIVATE));
        await(up, JOIN_TIMEOUT, "the cluster could not be joined");
        // A meeting that nobody made answers only when everything works that meetings need.
        CompletionStage<MeetingMessage.Status> answer =
                entity(NOBODYS).ask(MeetingMessage.GetStatus::new, JOIN_TIMEOUT);
        await(answer.toCompletableFuture(), JOIN_TIMEOUT, "meetings do not answer");
    }

    private static void note(MeetingRegister register, String id, boolean running) {
        try {
            register.setRunning(id, running);
        } catch (RuntimeException e) {
            log.warn("the register could not note whether a meeting runs", e);
        }
    }

    private static <T> T await(CompletableFuture<T> future, Duration timeout, String otherwise) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(otherwise, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(otherwise, e);
        }
    }

    /// How many meetings run on this node.
    public int runningHere() {
        return running.size();
    }

    /// Ids of the meetings in this node's memory: those that run, and those at which somebody waits.
    public Set<String> aliveHere() {
        return Set.copyOf(alive.keySet());
    }

    public void tell(String meeting, MeetingMessage message) {
        entity(meeting).tell(message);
    }

    public boolean create(
            String meeting, String number, String title, MeetingKeys keys, MeetingSettings settings, boolean webinar) {
        return ask(meeting, replyTo -> new MeetingMessage.Create(number, title, keys, settings, webinar, replyTo));
    }

    /// What its owner asks for from outside.
    ///
    /// @return false if the meeting refuses
    public boolean order(String meeting, Command command) {
        return ask(meeting, replyTo -> new MeetingMessage.Order(command, replyTo));
    }

    public MeetingMessage.Arrangement arrangement(String meeting) {
        return ask(meeting, MeetingMessage.GetArrangement::new);
    }

    /// Under which the journal keeps the meeting's events.
    public static String persistenceId(String meeting) {
        return PersistenceId.of(MeetingEntity.KEY.name(), meeting).id();
    }

    /// Returns when the meeting has ended for good; it writes nothing to the journal after that.
    public boolean delete(String meeting) {
        return ask(meeting, MeetingMessage.Delete::new);
    }

    /// Who did what in the meeting, and who was there.
    public MeetingLog log(String meeting) {
        return ask(meeting, MeetingMessage.GetLog::new);
    }

    public MeetingMessage.Status status(String meeting) {
        return ask(meeting, MeetingMessage.GetStatus::new);
    }

    private EntityRef<MeetingMessage> entity(String meeting) {
        return sharding.entityRefFor(MeetingEntity.KEY, meeting);
    }

    private <T> T ask(String meeting, Function<ActorRef<T>, MeetingMessage> message) {
        CompletionStage<T> answer = entity(meeting).ask(message::apply, ASK_TIMEOUT);
        return await(answer.toCompletableFuture(), ASK_TIMEOUT.plusSeconds(1), "a meeting did not answer");
    }

    /// Shares guards with the other nodes of the cluster that meetings run on.
    public GuardSharing share(List<? extends SharedGuard> guards, MeterRegistry metrics) {
        return GuardSharing.start(system, guards, metrics);
    }

    /// Starts the actor of a signalling connection.
    public ActorRef<ConnectionMessage> connect(Connection.Surroundings around) {
        return system.systemActorOf(
                Connection.create(around), "connection-" + connections.incrementAndGet(), Props.empty());
    }

    /// Ends or suspends the meetings on this node, and tells their clients.
    ///
    /// @param forEver whether nobody will start this server again on the same data: meetings end then
    public void stopAll(boolean forEver) {
        var stopping = Map.copyOf(alive).values().stream()
                .map(meeting -> AskPattern.<MeetingMessage, Boolean>ask(
                                meeting,
                                replyTo -> new MeetingMessage.ServerStops(forEver, replyTo),
                                STOP_TIMEOUT,
                                system.scheduler())
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            await(CompletableFuture.allOf(stopping), STOP_TIMEOUT, "meetings did not stop in time");
        } catch (IllegalStateException e) {
            log.warn("some meetings did not stop in time");
        }
    }

    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("the actor system did not stop in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable String toString() {
        return "Meetings[" + running.size() + " running]";
    }
}
