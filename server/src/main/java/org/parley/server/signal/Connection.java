// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;
import org.parley.server.cluster.MeetingMessage;
import org.parley.server.signal.ResumeTokens.Resume;
import org.parley.server.signal.Tickets.Ticket;

/// One signalling connection: stands between a WebSocket and a meeting that may be on another node. Knows the
/// resume token in the clear, which the meeting does not.
public final class Connection extends AbstractBehavior<ConnectionMessage> {
    /// What a connection needs.
    ///
    /// @param helloWithin how long it may stay silent
    /// @param device hash of the browser's device token, or null
    /// @param badHello told of a ticket or token that is not valid
    /// @param relays what opens the relay for a participant, by its id
    /// @param meetings where messages to a meeting go, by its id
    public record Surroundings(
            Outbox outbox,
            Duration helloWithin,
            @Nullable Digest device,
            Runnable badHello,
            Tickets tickets,
            ResumeTokens tokens,
            Function<String, ServerMessage.@Nullable Relay> relays,
            BiConsumer<String, MeetingMessage> meetings) {}

    private final Surroundings around;
    /// Set by a good hello.
    private @Nullable Resume resume;

    public static Behavior<ConnectionMessage> create(Surroundings around) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(new ConnectionMessage.HelloTimeout(), around.helloWithin());
            return new Connection(context, around);
        }));
    }

    private Connection(ActorContext<ConnectionMessage> context, Surroundings around) {
        super(context);
        this.around = around;
    }

    @Override
    public Receive<ConnectionMessage> createReceive() {
        return newReceiveBuilder().onMessage(ConnectionMessage.class, this::on).build();
    }

    private Behavior<ConnectionMessage> on(ConnectionMessage message) {
        return switch (message) {
            case ConnectionMessage.Received m -> received(m.message());
            case ConnectionMessage.Gone _ -> {
                tellMeeting(new MeetingMessage.Gone(getContext().getSelf()));
                yield Behaviors.stopped();
            }
            case ConnectionMessage.HelloTimeout _ -> resume == null ? close(CloseCode.SILENT) : this;
            case ConnectionMessage.Waiting m -> send(new ServerMessage.Waiting(m.forRoom() ? "room" : "host", token()));
            case ConnectionMessage.Ready m -> send(new ServerMessage.Ready(m.meeting(), token()));
            case ConnectionMessage.Admitted m ->
                send(new ServerMessage.Admitted(
                        m.participant(),
                        token(),
                        m.media(),
                        m.named() ? true : null,
                        m.meeting(),
                        m.roster(),
                        around.relays().apply(m.participant())));
            case ConnectionMessage.Send m -> {
                around.outbox().send(m.text());
                yield this;
            }
            case ConnectionMessage.Close m -> close(m.code());
        };
    }

    private Behavior<ConnectionMessage> received(ClientMessage message) {
        if (resume == null) {
            return message instanceof ClientMessage.Hello hello ? hello(hello) : close(CloseCode.PROTOCOL);
        }
        if (message instanceof ClientMessage.Hello) {
            return send(new ServerMessage.Fault("bad-message", "hello was said already", "hello", null));
        }
        tellMeeting(new MeetingMessage.Said(getContext().getSelf(), message));
        return this;
    }

    private Behavior<ConnectionMessage> hello(ClientMessage.Hello hello) {
        if (hello.ticket() != null) {
            Optional<Ticket> used = around.tickets().use(hello.ticket());
            if (used.isEmpty()) {
                return refuse();
            }
            Ticket ticket = used.get();
            resume = around.tokens().draw(ticket.meeting());
            tellMeeting(new MeetingMessage.Enter(
                    getContext().getSelf(),
                    ticket.name(),
                    ticket.role(),
                    ticket.kind(),
                    ticket.way(),
                    ticket.subscriber(),
                    resume.digest(),
                    ticket.device() == null ? around.device() : ticket.device(),
                    hello.media()));
            return this;
        }
        Optional<Resume> read = Optional.ofNullable(hello.resume()).flatMap(around.tokens()::read);
        if (read.isEmpty()) {
            return refuse();
        }
        resume = read.get();
        tellMeeting(new MeetingMessage.Return(getContext().getSelf(), resume.digest(), hello.media()));
        return this;
    }

    private Behavior<ConnectionMessage> refuse() {
        around.badHello().run();
        around.outbox()
                .send(new ServerMessage.Fault(
                        "bad-ticket", "The ticket or token is not, or no longer, valid.", "hello", null));
        return close(CloseCode.NOT_VALID);
    }

    private String token() {
        return resume == null ? "" : resume.text();
    }

    private Behavior<ConnectionMessage> send(ServerMessage message) {
        around.outbox().send(message);
        return this;
    }

    private void tellMeeting(MeetingMessage message) {
        if (resume != null) {
            around.meetings().accept(resume.meeting(), message);
        }
    }

    /// The socket's close handler ends this actor.
    private Behavior<ConnectionMessage> close(CloseCode code) {
        around.outbox().close(code);
        return this;
    }
}
