// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.util.concurrent.CountDownLatch;
import org.parley.server.config.DataDirectory;
import org.parley.server.config.Settings;

/// A server that ends in an orderly way when the process is told to (SIGTERM, Ctrl-C).
final class RunningServer {
    private final ParleyServer server;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /// @param throwAway whether nobody will start a server again on the same data
    RunningServer(Settings settings, DataDirectory data, boolean throwAway) {
        ParleyServer starting;
        try {
            starting = ParleyServer.start(settings, data, new OwnMedia());
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
        server = starting;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(data, throwAway), "stop"));
    }

    private void stop(DataDirectory data, boolean throwAway) {
        server.stop(throwAway);
        data.close();
        stopped.countDown();
    }

    ParleyServer server() {
        return server;
    }

    void awaitStop() throws InterruptedException {
        stopped.await();
    }
}
