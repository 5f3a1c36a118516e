// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import org.parley.server.config.Settings;
import org.parley.server.config.SettingsException;

/// Metrics for the operator, on a port of its own that is not for the world.
public final class AdminServer implements AutoCloseable {
    private final HttpServer server;

    private AdminServer(HttpServer server) {
        this.server = server;
    }

    /// @throws SettingsException if the port cannot be had
    public static AdminServer start(Settings.Admin admin, PrometheusMeterRegistry metrics) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(admin.address(), admin.port()), 16);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                boolean found = exchange.getRequestURI().getPath().equals("/metrics");
                answer(exchange, found ? 200 : 404, found ? metrics.scrape() : "Not found\n");
            });
            server.start();
            return new AdminServer(server);
        } catch (IOException e) {
            throw new SettingsException(
                    "admin.port %d on %s cannot be opened: stop the process that has it, or choose another with --admin-port"
                            .formatted(admin.port(), admin.address()),
                    e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
