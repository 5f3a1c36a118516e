// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.parley.media.Room;
import org.parley.media.RoomListener;
import org.parley.media.SdpException;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.server.config.Settings;

/// A media plane that answers every offer, and writes down what it is told.
final class RecordingMedia implements MediaFactory {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<RoomListener> listeners = new CopyOnWriteArrayList<>();
    /// To be set before the start; without one there is no relay.
    List<InetSocketAddress> announced = List.of();

    @Override
    public Started start(Settings settings, MeterRegistry metrics) {
        return new Started() {
            @Override
            public Room open(String id, RoomListener listener) {
                calls.add("open");
                listeners.add(listener);
                return new RecordingRoom();
            }

            @Override
            public List<InetSocketAddress> announced() {
                return announced;
            }

            @Override
            public InetSocketAddress local() {
                return announced.getFirst();
            }

            @Override
            public void close() {
                calls.add("closed");
            }
        };
    }

    private final class RecordingRoom implements Room {
        @Override
        public void join(String endpoint, int csrc) {
            calls.add("join " + endpoint + " " + csrc);
        }

        @Override
        public CompletionStage<String> offer(String endpoint, String sdp, Map<String, Source> tracks) {
            calls.add("offer " + endpoint + " " + tracks);
            return sdp.startsWith("v=0")
                    ? CompletableFuture.completedFuture("v=0 answer")
                    : CompletableFuture.failedFuture(new SdpException("line 1 is not v=0"));
        }

        @Override
        public void view(String endpoint, List<Wanted> wanted) {
            calls.add("view " + endpoint + " " + wanted);
        }

        @Override
        public void allow(String endpoint, Source source, boolean allowed) {
            calls.add("allow " + endpoint + " " + source + " " + allowed);
        }

        @Override
        public void leave(String endpoint) {
            calls.add("leave " + endpoint);
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
