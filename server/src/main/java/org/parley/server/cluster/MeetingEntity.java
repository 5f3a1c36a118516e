// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Command;
import org.parley.meeting.Event;
import org.parley.meeting.Meeting;
import org.parley.meeting.MeetingLife;
import org.parley.meeting.Outcome;
import org.parley.meeting.Participant;
import org.parley.meeting.ParticipantId;
import org.parley.meeting.Refusal;
import org.parley.meeting.door.Digest;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.CloseCode;
import org.parley.server.signal.ConnectionMessage;
import org.parley.server.signal.ConnectionMessage.Send;
import org.parley.server.signal.ControlRequest;
import org.parley.server.signal.MlsRequest;
import org.parley.server.signal.ServerMessage;

/// One meeting: decides by [MeetingLife], keeps the events in the journal, and then shows them on its
/// [LiveMeeting]. One at a time in the whole cluster, restored from the journal wherever it is needed.
final class MeetingEntity extends EventSourcedBehavior<MeetingMessage, Event, Meeting> {
    static final EntityTypeKey<MeetingMessage> KEY = EntityTypeKey.create(MeetingMessage.class, "meeting");

    /// Events between snapshots. More means a longer restore; a restore reads some 20,000 events a second.
    private static final int SNAPSHOT_EVERY = 500;

    /// What all meetings of a node share.
    ///
    /// @param random cryptographically strong
    /// @param alive the entities in this node's memory, by meeting id: they enter and leave it by themselves
    /// @param runningChanged called when a meeting starts or ends, with its id; must return at once
    record Surroundings(
            MeetingLife life,
            InstantSource clock,
            RandomGenerator random,
            Rooms rooms,
            Encryption.Surroundings encryption,
            PlaybackMetrics playback,
            ConcurrentMap<String, ActorRef<MeetingMessage>> alive,
            BiConsumer<String, Boolean> runningChanged) {}

    private final String id;
    private final Surroundings around;
    private final ActorContext<MeetingMessage> context;
    private final EntityContext<MeetingMessage> entity;
    private final Draw draw;
    private final Alarms alarms;
    private final People people = new People();
    private final LiveMedia media;
    private final Encryption encryption;
    private final LiveMeeting live;

    static Behavior<MeetingMessage> create(EntityContext<MeetingMessage> entity, Surroundings around) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new MeetingEntity(entity, around, context, timers)));
    }

    private MeetingEntity(
            EntityContext<MeetingMessage> entity,
            Surroundings around,
            ActorContext<MeetingMessage> context,
            TimerScheduler<MeetingMessage> timers) {
        super(PersistenceId.ofUniqueId(Meetings.persistenceId(entity.getEntityId())));
        this.id = entity.getEntityId();
        this.entity = entity;
        this.around = around;
        this.context = context;
        this.draw = new Draw(around.random());
        this.alarms = new Alarms(timers, around.clock());
        this.media = new LiveMedia(id, context.getSelf(), around.rooms(), draw::endpoint, people);
        this.encryption = new Encryption(around.encryption(), people, alarms::encryption);
        this.live = new LiveMeeting(around.life(), people, media, encryption);
        alarms.idle();
    }

    @Override
    public Meeting emptyState() {
        return Meeting.ABSENT;
    }

    @Override
    public EventHandler<Meeting, Event> eventHandler() {
        return Meeting::after;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 1).withDeleteEventsOnSnapshot();
    }

    @Override
    public SignalHandler<Meeting> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(PostStop.instance(), _ -> stopped())
                .build();
    }

    private void stopped() {
        around.alive().remove(id);
        live.suspend();
    }

    /// What the journal says of connections was true for a process that is gone.
    private void recovered(Meeting meeting) {
        around.alive().put(id, context.getSelf());
        if (meeting.running() || !meeting.people().isEmpty()) {
            context.getSelf().tell(new MeetingMessage.Wake());
        }
    }

    @Override
    public CommandHandler<MeetingMessage, Event, Meeting> commandHandler() {
        return (meeting, message) -> switch (message) {
            case MeetingMessage.Enter m -> enter(meeting, m);
            case MeetingMessage.Return m -> back(meeting, m);
            case MeetingMessage.Said m ->
                people.on(m.connection())
                        .flatMap(meeting::find)
                        .map(p -> said(meeting, p, m.message()))
                        .orElseGet(() -> Effect().none());
            case MeetingMessage.Gone m ->
                people.on(m.connection())
                        .map(who -> gone(meeting, who))
                        .orElseGet(() -> Effect().none());
            case MeetingMessage.Create m ->
                decide(
                        meeting,
                        new Command.Create(m.number(), m.title(), m.keys(), m.settings(), m.webinar()),
                        _ -> m.replyTo().tell(true),
                        _ -> m.replyTo().tell(false));
            case MeetingMessage.Order m ->
                decide(
                        meeting,
                        m.command(),
                        _ -> m.replyTo().tell(true),
                        _ -> m.replyTo().tell(false));
            case MeetingMessage.GetArrangement m -> {
                m.replyTo()
                        .tell(new MeetingMessage.Arrangement(
                                meeting.settings(), around.life().floor(meeting)));
                yield Effect().none();
            }
            case MeetingMessage.Delete m ->
                decide(
                        meeting,
                        new Command.Delete(),
                        _ -> m.replyTo().tell(true),
                        _ -> m.replyTo().tell(false));
            case MeetingMessage.Bind m -> decide(meeting, new Command.Bind(m.floor()), _ -> {}, _ -> {});
            case MeetingMessage.GetStatus m -> status(meeting, m);
            case MeetingMessage.GetLog m -> {
                m.replyTo().tell(meeting.log());
                yield Effect().none();
            }
            case MeetingMessage.Wake _ -> decide(meeting, new Command.LoseAllBut(people.connected()), _ -> {}, _ -> {});
            case MeetingMessage.ServerStops m -> stop(meeting, m);
            case MeetingMessage.Tick _ -> decide(meeting, new Command.Tick(), _ -> {}, _ -> {});
            case MeetingMessage.EncryptionTick _ -> {
                encryption.tick();
                yield Effect().none();
            }
            case MeetingMessage.Idle _ -> idle(meeting);
            case MeetingMessage.Passivate _ -> Effect().stop();
            case MeetingMessage.FromMedia m -> {
                live.media(m, meeting);
                yield Effect().none();
            }
        };
    }

    private Effect<Event, Meeting> enter(Meeting meeting, MeetingMessage.Enter m) {
        var knock = new Command.Knock(
                draw.participant(),
                draw.csrc(),
                m.name(),
                m.role(),
                m.resume(),
                m.device(),
                m.kind(),
                m.subscriber() != null,
                m.way(),
                m.subscriber());
        return letIn(meeting, knock, m.resume(), m.connection(), m.media());
    }

    private Effect<Event, Meeting> back(Meeting meeting, MeetingMessage.Return m) {
        var resume = new Command.Resume(m.resume(), draw.participant(), draw.csrc());
        return letIn(meeting, resume, m.resume(), m.connection(), m.media());
    }

    /// Lets somebody in by a connection, or refuses and closes it.
    private Effect<Event, Meeting> letIn(
            Meeting meeting,
            Command command,
            Digest resume,
            ActorRef<ConnectionMessage> connection,
            @Nullable String media) {
        return switch (around.life().decide(meeting, command, now())) {
            case Outcome.Refused(Refusal why) -> {
                live.turnedAway(why, meeting);
                connection.tell(Send.of(ServerMessage.Fault.of(why, "hello")));
                connection.tell(new ConnectionMessage.Close(CloseCode.NOT_VALID));
                yield Effect().none();
            }
            case Outcome.Accepted(List<Event> events) ->
                Effect().persist(events).thenRun(after -> {
                    Participant arrived = after.people().stream()
                            .filter(p -> p.resume().equals(resume))
                            .findFirst()
                            .orElseThrow();
                    live.connect(arrived.id(), connection);
                    live.show(events, meeting, after);
                    if (events.stream().noneMatch(e -> isAdmission(e, arrived.id()))) {
                        live.welcome(arrived, media, after);
                    }
                    settle(meeting, after);
                });
        };
    }

    private static boolean isAdmission(Event event, ParticipantId who) {
        return event instanceof Event.Admitted admitted && admitted.who().equals(who);
    }

    private Effect<Event, Meeting> decide(
            Meeting meeting, Command command, Consumer<Meeting> done, Consumer<Refusal> refused) {
        return switch (around.life().decide(meeting, command, now())) {
            case Outcome.Refused(Refusal why) -> {
                refused.accept(why);
                yield Effect().none();
            }
            case Outcome.Accepted(List<Event> events) ->
                Effect().persist(events).thenRun(after -> {
                    live.show(events, meeting, after);
                    settle(meeting, after);
                    done.accept(after);
                });
        };
    }

    /// After every change: the next wake-up, and the register's note of what runs.
    private void settle(Meeting before, Meeting after) {
        alarms.tick(after.nextDeadline(around.life().timing()));
        alarms.idle();
        if (before.running() != after.running()) {
            around.runningChanged().accept(id, after.running());
        }
    }

    private Effect<Event, Meeting> said(Meeting meeting, Participant by, ClientMessage message) {
        Consumer<Refusal> refused = why -> people.tell(by.id(), ServerMessage.Fault.of(why, message.type()));
        return switch (message) {
            case ClientMessage.Start _ -> decide(meeting, new Command.Start(by.id()), _ -> {}, refused);
            case ClientMessage.End _ -> decide(meeting, new Command.End(by.id()), _ -> {}, refused);
            case ClientMessage.Leave _ -> decide(meeting, new Command.Leave(by.id()), _ -> {}, refused);
            case ClientMessage.Offer m -> whenIn(by, refused, () -> media.offer(by.id(), m));
            case ClientMessage.View m -> whenIn(by, refused, () -> media.view(by.id(), m));
            case ClientMessage.State m ->
                whenIn(by, refused, () -> {
                    if (!live.state(by, m, meeting)) {
                        refused.accept(Refusal.NOT_ALLOWED);
                    }
                });
            case ClientMessage.Hand m -> whenIn(by, refused, () -> hand(by, m, meeting, refused));
            case ClientMessage.Settings m -> decide(meeting, new Command.Change(by.id(), m.change()), _ -> {}, refused);
            case ControlRequest m -> control(meeting, by, m, refused);
            case ClientMessage.Trouble m -> whenIn(by, refused, () -> encryption.trouble(by, m));
            case ClientMessage.Playback m ->
                whenIn(by, refused, () -> {
                    if (people.at(by.id()).playback.allows(System.nanoTime())) {
                        around.playback().count(m);
                    }
                });
            case MlsRequest m ->
                whenIn(
                        by,
                        refused,
                        () -> encryption.said(by, m, meeting, around.life().rules(meeting)));
            case ClientMessage.Hello _, ClientMessage.Ping _ -> Effect().none();
        };
    }

    /// Who does not moderate does what everybody is told of at a bounded pace.
    private Effect<Event, Meeting> control(
            Meeting meeting, Participant by, ControlRequest request, Consumer<Refusal> refused) {
        if (!by.moderates() && !isAtPace(by)) {
            refused.accept(Refusal.NOT_NOW);
            return Effect().none();
        }
        return decide(meeting, request.by(by.id()), _ -> {}, refused);
    }

    private boolean isAtPace(Participant by) {
        return people.at(by.id())
                .pace
                .allows(TimeUnit.MILLISECONDS.toNanos(around.clock().millis()));
    }

    private void hand(Participant by, ClientMessage.Hand m, Meeting meeting, Consumer<Refusal> refused) {
        String whose = m.participant();
        if (whose == null) {
            if (isAtPace(by)) {
                live.hand(by, m.raised() ? now() : null, meeting);
            } else {
                refused.accept(Refusal.NOT_NOW);
            }
        } else if (by.moderates()) {
            meeting.roster().stream()
                    .filter(p -> whose.equals("*") || p.id().value().equals(whose))
                    .forEach(p -> live.hand(p, null, meeting));
        } else {
            refused.accept(Refusal.NOT_ALLOWED);
        }
    }

    private Effect<Event, Meeting> whenIn(Participant by, Consumer<Refusal> refused, Runnable action) {
        if (by.isIn()) {
            action.run();
        } else {
            refused.accept(Refusal.NOT_NOW);
        }
        return Effect().none();
    }

    private Effect<Event, Meeting> gone(Meeting meeting, ParticipantId who) {
        live.disconnect(who);
        return decide(meeting, new Command.Lose(who), _ -> {}, _ -> {});
    }

    private Effect<Event, Meeting> status(Meeting meeting, MeetingMessage.GetStatus m) {
        m.replyTo()
                .tell(new MeetingMessage.Status(
                        meeting.running(), meeting.roster().size()));
        return Effect().none();
    }

    private Effect<Event, Meeting> stop(Meeting meeting, MeetingMessage.ServerStops m) {
        if (m.last()) {
            return decide(
                    meeting,
                    new Command.Stop(),
                    _ -> {
                        live.suspend();
                        m.replyTo().tell(true);
                    },
                    _ -> m.replyTo().tell(true));
        }
        live.suspend();
        m.replyTo().tell(true);
        return Effect().none();
    }

    private Effect<Event, Meeting> idle(Meeting meeting) {
        if (meeting.people().isEmpty() && !meeting.running()) {
            entity.getShard().tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        return Effect().none();
    }

    private Instant now() {
        return around.clock().instant();
    }
}
