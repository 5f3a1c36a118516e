// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One signalling connection (docs/protocol.md). Messages may be sent by any thread; what arrives is kept
/// until it is waited for.
final class Signal implements WebSocket.Listener {
    private static final int KEPT = 2_000;

    private final ObjectMapper json = new ObjectMapper();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    /// Guarded by this.
    private final ArrayDeque<JsonNode> arrived = new ArrayDeque<>();

    /// Guarded by this.
    private final List<Waiting> waiting = new ArrayList<>();

    /// Guarded by this.
    private @Nullable String closed;

    private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);

    private record Waiting(Predicate<JsonNode> wanted, CompletableFuture<JsonNode> found) {}

    Signal(HttpClient http, URI url) {
        this(http, url, "parley.v1");
    }

    Signal(HttpClient http, URI url, String protocol) {
        socket = http.newWebSocketBuilder()
                .subprotocols(protocol)
                .buildAsync(url, this)
                .join();
    }

    ObjectNode message(String type) {
        return json.createObjectNode().put("type", type);
    }

    ArrayNode array() {
        return json.createArrayNode();
    }

    ObjectNode object() {
        return json.createObjectNode();
    }

    synchronized void send(ObjectNode message) {
        // The JDK's WebSocket refuses a second message before the first has gone.
        lastSent = lastSent.thenCompose(sent -> socket.sendText(message.toString(), true));
    }

    /// The first message of this type from now on or among those kept, which is then taken away.
    CompletableFuture<JsonNode> next(String type) {
        return next(message -> message.path("type").asText().equals(type));
    }

    synchronized CompletableFuture<JsonNode> next(Predicate<JsonNode> wanted) {
        for (var messages = arrived.iterator(); messages.hasNext(); ) {
            var message = messages.next();
            if (wanted.test(message)) {
                messages.remove();
                return CompletableFuture.completedFuture(message);
            }
        }
        if (closed != null) {
            return CompletableFuture.failedFuture(new IllegalStateException(closed));
        }
        var found = new CompletableFuture<JsonNode>();
        waiting.add(new Waiting(wanted, found));
        return found;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            var text = partial.toString();
            partial.setLength(0);
            try {
                arrived(json.readTree(text));
            } catch (JsonProcessingException e) {
                close("the server sent what is no JSON: " + e.getOriginalMessage());
            }
        }
        webSocket.request(1);
        return null;
    }

    private synchronized void arrived(JsonNode message) {
        if (message.path("type").asText().equals("error")) {
            close("the server says " + message);
            return;
        }
        for (var waiters = waiting.iterator(); waiters.hasNext(); ) {
            var waiter = waiters.next();
            if (waiter.wanted().test(message)) {
                waiters.remove();
                waiter.found().complete(message);
                return;
            }
        }
        arrived.add(message);
        if (arrived.size() > KEPT) {
            arrived.removeFirst();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        close("the server closed the connection: " + statusCode + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        close("the connection failed: " + error);
    }

    private synchronized void close(String why) {
        closed = why;
        waiting.forEach(waiter -> waiter.found().completeExceptionally(new IllegalStateException(why)));
        waiting.clear();
    }

    void abort() {
        socket.abort();
    }
}
