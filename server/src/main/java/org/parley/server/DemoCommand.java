// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.util.UUID;
import java.util.concurrent.Callable;
import org.parley.meeting.door.Invitation;
import org.parley.server.config.DataDirectory;
import org.parley.server.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Runs a server with a meeting that is ready, on data that is thrown away.
@Command(
        name = "demo",
        description = "Runs the server with a meeting that is ready, on data that is thrown away.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.read();
        Logging.level(settings.logLevel());
        var running = new RunningServer(settings, DataDirectory.temporary(), true);
        ParleyServer server = running.server();
        // Nobody signs in here: the host link is what counts.
        var host = server.createAccount("Demo host", UUID.randomUUID().toString());
        Invitation invitation =
                server.createMeeting(host, NewMeeting.titled("Demo meeting")).orElseThrow();
        Console.line("Ready: " + server.url());
        Console.line("Host: " + server.url() + MeetingOffice.hostPath(invitation));
        Console.line("Guest: " + server.url() + MeetingOffice.joinPath(invitation));
        running.awaitStop();
        return 0;
    }
}
