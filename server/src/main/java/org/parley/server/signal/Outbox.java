// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/// What waits to be sent to one client: in order, one message under way at a time, bounded. A client that
/// reads too slowly is disconnected. May be called from any thread; never blocks.
final class Outbox {
    private final Session session;
    private final ArrayDeque<String> queue = new ArrayDeque<>();
    private int queuedChars;
    private boolean sending;
    private @Nullable CloseCode closing;

    Outbox(Session session) {
        this.session = session;
    }

    void send(ServerMessage message) {
        send(Wire.write(message));
    }

    void send(String text) {
        boolean full;
        synchronized (this) {
            if (closing != null) {
                return;
            }
            full = queue.size() >= Limits.MAX_QUEUED_MESSAGES || queuedChars + text.length() > Limits.MAX_QUEUED_CHARS;
            if (full) {
                queue.clear();
                queuedChars = 0;
                closing = CloseCode.TOO_SLOW;
            } else {
                queue.add(text);
                queuedChars += text.length();
            }
        }
        if (full) {
            giveUp();
        } else {
            next();
        }
    }

    /// Says why to a client that begins to read again, and waits no longer for one that does not.
    private void giveUp() {
        session.close(CloseCode.TOO_SLOW.code(), CloseCode.TOO_SLOW.reason(), Callback.NOOP);
        CompletableFuture.delayedExecutor(Limits.SLOW_GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(session::disconnect);
    }

    /// Closes the connection when what was sent before has left. Further messages are dropped.
    void close(CloseCode code) {
        synchronized (this) {
            if (closing != null) {
                return;
            }
            closing = code;
        }
        next();
    }

    private void next() {
        String text;
        synchronized (this) {
            if (sending) {
                return;
            }
            text = queue.poll();
            if (text == null) {
                if (closing != null && closing != CloseCode.TOO_SLOW && session.isOpen()) {
                    session.close(closing.code(), closing.reason(), Callback.NOOP);
                }
                return;
            }
            queuedChars -= text.length();
            sending = true;
        }
        session.sendText(text, Callback.from(this::sent, _ -> failed()));
    }

    private void sent() {
        synchronized (this) {
            sending = false;
        }
        next();
    }

    /// Messages that wait.
    synchronized int waiting() {
        return queue.size();
    }

    /// The socket is gone: its close handler says so to whom it concerns.
    private synchronized void failed() {
        queue.clear();
        queuedChars = 0;
        sending = false;
    }
}
