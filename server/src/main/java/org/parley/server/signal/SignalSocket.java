// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;
import org.parley.server.cluster.Meetings;

/// The WebSocket end of signalling: bounds and reads what comes in before its actor sees it. Called on the
/// WebSocket's threads, one message of a connection at a time.
public final class SignalSocket {
    /// Makes the socket once it is known where device tokens are found, and who counts bad hellos.
    @FunctionalInterface
    public interface Factory {
        SignalSocket create(Function<WsContext, @Nullable Digest> device, Function<WsContext, Runnable> badHello);
    }

    public static final String SUBPROTOCOL = "parley.v1";

    private record Client(ActorRef<ConnectionMessage> actor, Outbox outbox, RateLimit rate) {}

    private final Meetings meetings;
    private final Tickets tickets;
    private final ResumeTokens tokens;
    private final Function<String, ServerMessage.@Nullable Relay> relays;
    private final Function<WsContext, @Nullable Digest> device;
    private final Function<WsContext, Runnable> badHello;
    private final Map<String, Client> clients = new ConcurrentHashMap<>();

    /// @param relays what opens the relay for a participant, by its id
    /// @param device finds the hash of a browser's device token in the upgrade request
    /// @param badHello gives what is to be run if a connection shows no valid ticket or token
    public SignalSocket(
            Meetings meetings,
            Tickets tickets,
            ResumeTokens tokens,
            Function<String, ServerMessage.@Nullable Relay> relays,
            Function<WsContext, @Nullable Digest> device,
            Function<WsContext, Runnable> badHello) {
        this.meetings = meetings;
        this.tickets = tickets;
        this.tokens = tokens;
        this.relays = relays;
        this.device = device;
        this.badHello = badHello;
    }

    public int connections() {
        return clients.size();
    }

    /// Waits until every connection is closed, at most so long: what was said last has to leave before the server
    /// goes.
    public void awaitClosed(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (clients) {
            long left = atMost.toMillis();
            while (!clients.isEmpty() && left > 0) {
                try {
                    clients.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        }
    }

    public void configure(WsConfig ws) {
        ws.onConnect(this::connected);
        ws.onMessage(context -> received(context, context.message()));
        ws.onBinaryMessage(context -> received(context, ""));
        ws.onClose(this::closed);
    }

    private void connected(WsContext context) {
        var outbox = new Outbox(context.session);
        var actor = meetings.connect(new Connection.Surroundings(
                outbox,
                Limits.HELLO_WITHIN,
                device.apply(context),
                badHello.apply(context),
                tickets,
                tokens,
                relays,
                meetings::tell));
        clients.put(
                context.sessionId(),
                new Client(actor, outbox, new RateLimit(Limits.MESSAGES_PER_SECOND, Limits.MESSAGE_BURST)));
    }

    private void received(WsContext context, String text) {
        Client client = clients.get(context.sessionId());
        if (client == null) {
            return;
        }
        if (!client.rate().allows(System.nanoTime())) {
            client.outbox().close(CloseCode.FLOOD);
            return;
        }
        try {
            ClientMessage message = Wire.read(text);
            if (message instanceof ClientMessage.Ping(var t)) {
                // Asked by everybody every few seconds, and nobody's business but the connection's: no actor is woken.
                client.outbox().send(new ServerMessage.Pong(t));
                return;
            }
            client.actor().tell(new ConnectionMessage.Received(message));
        } catch (BadMessageException e) {
            client.outbox().send(new ServerMessage.Fault("bad-message", String.valueOf(e.getMessage()), null, null));
        }
    }

    private void closed(WsContext context) {
        Client client = clients.remove(context.sessionId());
        if (client != null) {
            client.actor().tell(new ConnectionMessage.Gone());
            synchronized (clients) {
                clients.notifyAll();
            }
        }
    }
}
