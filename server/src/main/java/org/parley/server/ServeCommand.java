// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.util.concurrent.Callable;
import org.parley.server.config.DataDirectory;
import org.parley.server.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Runs the server on lasting data until it is told to stop.
@Command(name = "serve", description = "Runs the server on lasting data.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.read();
        Logging.level(settings.logLevel());
        var running = new RunningServer(settings, DataDirectory.open(settings.data()), false);
        ParleyServer server = running.server();
        Console.line("Ready: " + server.url());
        server.setupToken().ifPresent(token -> Console.line("Setup: " + server.url() + "/setup#" + token.text()));
        running.awaitStop();
        return 0;
    }
}
