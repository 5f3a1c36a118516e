// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.Callable;
import org.parley.server.config.DataDirectory;
import org.parley.server.config.SettingsReader;
import picocli.CommandLine.Command;

/// Starts everything once on data that is thrown away, uses it a little, and ends: a training run for the
/// JDK's ahead-of-time cache.
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException {
        var settings = SettingsReader.read(
                null,
                Map.of(),
                Map.of("http.port", "0", "admin.port", "0", "media.port", "0", "media.host-address", "127.0.0.1"));
        try (var data = DataDirectory.temporary();
                var server = ParleyServer.start(settings, data, new OwnMedia());
                var client = HttpClient.newHttpClient()) {
            var host = server.createAccount("Warm up", "a password that is thrown away");
            var _ = server.createMeeting(host, NewMeeting.titled("Warm up"));
            String base = "http://127.0.0.1:" + server.httpPort();
            for (String path : new String[] {"/health", "/", "/api/v1/session", "/api/openapi.json"}) {
                client.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.discarding());
            }
            client.send(
                    HttpRequest.newBuilder(URI.create(base + "/api/v1/door"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"number\":\"12345678901\",\"passcode\":\"000000\",\"name\":\"Warm up\"}"))
                            .build(),
                    BodyHandlers.discarding());
        }
        return 0;
    }
}
