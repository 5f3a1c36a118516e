// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.parley.media.MediaConfig;
import org.parley.media.MediaPlane;
import org.parley.media.Room;
import org.parley.media.RoomListener;
import org.parley.media.net.LocalAddresses;
import org.parley.media.transport.Counter;
import org.parley.server.config.Settings;
import org.parley.server.config.SettingsException;

/// Our own media plane, set up from the settings and counted in the metrics.
final class OwnMedia implements MediaFactory {
    private record Running(MediaPlane plane) implements Started {
        @Override
        public Room open(String id, RoomListener listener) {
            return plane.openRoom(id, listener);
        }

        @Override
        public List<InetSocketAddress> announced() {
            return plane.announced();
        }

        @Override
        public InetSocketAddress local() {
            return plane.local();
        }

        @Override
        public void close() {
            plane.close();
        }
    }

    @Override
    public Started start(Settings settings, MeterRegistry metrics) {
        try {
            MediaPlane plane =
                    MediaPlane.start(MediaConfig.onPort(settings.media().port())
                            .withHostAddresses(addresses(settings.media()))
                            .withSegmentation(settings.media().segmentation()));
            for (Counter counter : Counter.values()) {
                count(metrics, plane, counter);
            }
            FunctionCounter.builder("parley.media.loop.allocated.bytes", plane, MediaPlane::allocatedBytes)
                    .description("bytes that the media loops have put on the heap: packets cost none")
                    .register(metrics);
            if (metrics instanceof PrometheusMeterRegistry prometheus) {
                prometheus.getPrometheusRegistry().register(new MediaDistributions(plane));
            }
            return new Running(plane);
        } catch (IOException e) {
            throw new SettingsException(
                    "media.port %d cannot be opened: stop the process that has it, or choose another with --media-port"
                            .formatted(settings.media().port()),
                    e);
        }
    }

    private static void count(MeterRegistry metrics, MediaPlane plane, Counter counter) {
        String name = "parley.media." + counter.name().toLowerCase(Locale.ROOT).replace('_', '.');
        FunctionCounter.builder(name, plane, p -> p.counters().getOrDefault(counter, 0L))
                .description(counter.description())
                .register(metrics);
    }

    /// Where HTTP is for this machine alone, so may media be: browsers differ in whether they use loopback,
    /// so both kinds are announced.
    private static List<InetAddress> addresses(Settings.Media media) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String address : media.addresses()) {
            addresses.addAll(List.of(InetAddress.getAllByName(address)));
        }
        if (addresses.isEmpty() && media.loopbackOnly()) {
            addresses.addAll(LocalAddresses.usable());
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            if (!addresses.contains(loopback)) {
                addresses.add(loopback);
            }
        }
        return addresses.subList(0, Math.min(addresses.size(), 16));
    }
}
