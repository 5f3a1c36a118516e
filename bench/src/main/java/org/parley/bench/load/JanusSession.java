// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One session with a Janus server over its WebSocket: requests and their answers, matched by transaction.
final class JanusSession {
    private final Signal signal;
    private final long id;
    private final AtomicInteger transactions = new AtomicInteger();

    JanusSession(HttpClient http, URI url) throws IOException, InterruptedException {
        signal = new Signal(http, url, "janus-protocol");
        id = exchange(signal.object().put("janus", "create")).at("/data/id").asLong();
    }

    ObjectNode body(String request) {
        return signal.object().put("request", request);
    }

    Signal signal() {
        return signal;
    }

    /// A new handle of the video room.
    long attach() throws IOException, InterruptedException {
        return exchange(addressed("attach").put("plugin", "janus.plugin.videoroom"))
                .at("/data/id")
                .asLong();
    }

    /// Sends a request to the video room and waits until it is done.
    ///
    /// @param sdp goes along as an offer or an answer, where there is one
    JsonNode ask(long handle, ObjectNode body, @Nullable String type, @Nullable String sdp)
            throws IOException, InterruptedException {
        var message = addressed("message").put("handle_id", handle);
        message.set("body", body);
        if (sdp != null) {
            message.putObject("jsep").put("type", type).put("sdp", sdp);
        }
        var answer = exchange(message);
        var error = answer.at("/plugindata/data/error");
        if (!error.isMissingNode()) {
            throw new IOException("Janus refuses " + body + ": " + error.asText());
        }
        return answer;
    }

    /// Without it a session ends after a minute.
    void keepAlive() {
        signal.send(addressed("keepalive").put("transaction", transaction()));
    }

    private ObjectNode addressed(String what) {
        return signal.object().put("janus", what).put("session_id", id);
    }

    private String transaction() {
        return Integer.toString(transactions.incrementAndGet());
    }

    private JsonNode exchange(ObjectNode message) throws IOException, InterruptedException {
        var transaction = transaction();
        var reply = signal.next(each -> each.path("transaction").asText().equals(transaction)
                && !each.path("janus").asText().equals("ack"));
        signal.send(message.put("transaction", transaction));
        var answer = Endpoint.await("answer of Janus", reply);
        if (answer.path("janus").asText().equals("error")) {
            throw new IOException("Janus says " + answer);
        }
        return answer;
    }

    void close() {
        signal.abort();
    }
}
