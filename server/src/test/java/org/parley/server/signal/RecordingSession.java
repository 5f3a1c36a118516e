// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/// A WebSocket whose client never reads: the first text stays under way for ever. Writes down what is done.
final class RecordingSession {
    final List<String> done = new CopyOnWriteArrayList<>();
    final Session session = (Session) Proxy.newProxyInstance(
            RecordingSession.class.getClassLoader(), new Class<?>[] {Session.class}, (_, method, arguments) -> {
                return on(method.getName(), arguments);
            });

    private @Nullable Object on(String method, Object @Nullable [] arguments) {
        switch (method) {
            case "isOpen" -> {
                return true;
            }
            case "sendText" -> done.add("text");
            case "close" -> done.add("close " + (arguments == null ? "" : arguments[0]));
            default -> done.add(method);
        }
        return null;
    }
}
