// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A client of the signalling protocol that writes down what it hears.
final class Person implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    /// Everything that came, as it came.
    final List<String> raw = new CopyOnWriteArrayList<>();
    private final Object hearing = new Object();
    private final Object saying = new Object();
    private @Nullable Consumer<JsonNode> ear;
    private @Nullable WebSocket socket;

    static Person connect(HttpClient http, URI uri, @Nullable String device) {
        return connect(http, uri, device, null);
    }

    /// @param from what a proxy says of the connection's source
    static Person connect(HttpClient http, URI uri, @Nullable String device, @Nullable String from) {
        var person = new Person();
        WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("parley.v1");
        if (device != null) {
            builder.header("Cookie", "parley_device=" + device);
        }
        if (from != null) {
            builder.header("X-Forwarded-For", from);
        }
        URI ws = URI.create("ws" + uri.toString().substring("http".length()));
        person.socket = builder.buildAsync(ws, person).join();
        return person;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                JsonNode message = JSON.readTree(partial.toString());
                raw.add(partial.toString());
                synchronized (hearing) {
                    heard.add(message);
                    if (ear != null) {
                        ear.accept(message);
                    }
                }
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(-1);
    }

    /// Hands on what was heard and not taken yet, and everything from now on.
    void listen(Consumer<JsonNode> newEar) {
        synchronized (hearing) {
            heard.forEach(newEar);
            ear = newEar;
        }
    }

    private WebSocket socket() {
        if (socket == null) {
            throw new AssertionError("not connected");
        }
        return socket;
    }

    void say(String type, Map<String, ?> members) {
        Map<String, Object> message = new HashMap<>(members);
        message.put("type", type);
        sayRaw(JSON.valueToTree(message).toString());
    }

    void say(String type) {
        say(type, Map.of());
    }

    void sayRaw(String text) {
        synchronized (saying) {
            socket().sendText(text, true).join();
        }
    }

    /// The next message of this type; what comes before it is passed over.
    JsonNode hear(String type) throws InterruptedException {
        StringBuilder passed = new StringBuilder();
        while (true) {
            JsonNode message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no " + type + " came, but:" + passed + " closed: " + closed);
            }
            if (message.path("type").asText().equals(type)) {
                return message;
            }
            passed.append(' ').append(message);
        }
    }

    /// Everything heard until now, by type.
    List<String> heardTypes() {
        return heard.stream().map(m -> m.path("type").asText()).toList();
    }

    int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// The connection breaks without a word.
    void drop() {
        socket().abort();
    }

    static List<String> names(JsonNode roster) {
        return StreamSupport.stream(roster.spliterator(), false)
                .map(p -> p.get("name").asText())
                .toList();
    }
}
