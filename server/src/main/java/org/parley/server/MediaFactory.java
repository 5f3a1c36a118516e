// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.parley.server.cluster.Rooms;
import org.parley.server.config.Settings;

/// Starts the media plane for a server.
@FunctionalInterface
public interface MediaFactory {
    /// A started media plane.
    interface Started extends Rooms, AutoCloseable {
        /// Where clients are told to send media to; empty if nobody can reach it through a relay.
        default List<InetSocketAddress> announced() {
            return List.of();
        }

        /// Where media is reached from this machine.
        default InetSocketAddress local() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }

        @Override
        void close();
    }

    /// @throws org.parley.server.config.SettingsException if its ports cannot be had
    Started start(Settings settings, MeterRegistry metrics);
}
