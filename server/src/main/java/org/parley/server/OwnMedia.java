// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.parley.media.Room;
import org.parley.media.RoomListener;
import org.parley.media.SdpException;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.server.config.Settings;

/// Our own media plane. TEMPORARY until it lands: refuses offers.
final class OwnMedia implements MediaFactory {
    @Override
    public Started start(Settings settings, MeterRegistry metrics) {
        return new Started() {
            @Override
            public Room open(String id, RoomListener listener) {
                return new Room() {
                    @Override
                    public void join(String endpoint, int csrc) {}

                    @Override
                    public CompletionStage<String> offer(String endpoint, String sdp, Map<String, Source> tracks) {
                        return CompletableFuture.failedFuture(new SdpException("media is not there yet"));
                    }

                    @Override
                    public void view(String endpoint, List<Wanted> wanted) {}

                    @Override
                    public void allow(String endpoint, Source source, boolean allowed) {}

                    @Override
                    public void leave(String endpoint) {}

                    @Override
                    public void close() {}
                };
            }

            @Override
            public void close() {}
        };
    }
}
