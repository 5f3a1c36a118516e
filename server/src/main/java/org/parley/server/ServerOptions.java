// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.server.config.Settings;
import org.parley.server.config.SettingsReader;
import picocli.CommandLine.Option;

/// The options that `serve` and `demo` share. Each stands for a configuration key.
final class ServerOptions {
    @Option(names = "--http-port", paramLabel = "PORT", description = "port of pages, API and signalling (8080)")
    private @Nullable String httpPort;

    @Option(names = "--http-address", paramLabel = "ADDRESS", description = "address to listen on for HTTP")
    private @Nullable String httpAddress;

    @Option(names = "--media-port", paramLabel = "PORT", description = "UDP and TCP port of media (10000)")
    private @Nullable String mediaPort;

    @Option(names = "--admin-port", paramLabel = "PORT", description = "port of metrics (9090)")
    private @Nullable String adminPort;

    @Option(names = "--host-address", paramLabel = "ADDRESS", description = "where clients send media to")
    private @Nullable String hostAddress;

    @Option(names = "--data", paramLabel = "DIRECTORY", description = "where lasting data is kept (./data)")
    private @Nullable String data;

    @Option(names = "--config", paramLabel = "FILE", description = "configuration file")
    private @Nullable Path config;

    Settings read() {
        Map<String, String> options = new HashMap<>();
        put(options, "http.port", httpPort);
        put(options, "http.address", httpAddress);
        put(options, "media.port", mediaPort);
        put(options, "admin.port", adminPort);
        put(options, "media.host-address", hostAddress);
        put(options, "data", data);
        return SettingsReader.read(config, System.getenv(), options);
    }

    private static void put(Map<String, String> options, String key, @Nullable String value) {
        if (value != null) {
            options.put(key, value);
        }
    }
}
