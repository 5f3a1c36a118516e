// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import io.micrometer.core.instrument.MeterRegistry;
import org.parley.server.cluster.Rooms;
import org.parley.server.config.Settings;

/// Starts the media plane for a server.
@FunctionalInterface
public interface MediaFactory {
    /// A started media plane.
    interface Started extends Rooms, AutoCloseable {
        @Override
        void close();
    }

    /// @throws org.parley.server.config.SettingsException if its ports cannot be had
    Started start(Settings settings, MeterRegistry metrics);
}
