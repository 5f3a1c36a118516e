// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.parley.media.Room;
import org.parley.media.RoomListener;
import org.parley.server.cluster.Rooms;

/// A media plane that is being started on a thread of its own.
final class StartingMedia implements Rooms, AutoCloseable {
    private final CompletableFuture<MediaFactory.Started> plane = new CompletableFuture<>();

    StartingMedia(Supplier<MediaFactory.Started> start) {
        Thread.ofPlatform().name("media-start").start(() -> {
            try {
                plane.complete(start.get());
            } catch (Throwable e) { // whatever it is, whoever waits must hear of it
                plane.completeExceptionally(e);
            }
        });
    }

    /// Waits until it has started.
    ///
    /// @throws org.parley.server.config.SettingsException if it cannot
    MediaFactory.Started await() {
        try {
            return plane.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public Room open(String id, RoomListener listener) {
        return await().open(id, listener);
    }

    @Override
    public void close() {
        plane.handle((started, _) -> {
                    if (started != null) {
                        started.close();
                    }
                    return true;
                })
                .join();
    }
}
