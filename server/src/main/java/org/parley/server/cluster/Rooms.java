// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import org.parley.media.Room;
import org.parley.media.RoomListener;

/// Where meetings get their media rooms from. May be called from any thread.
@FunctionalInterface
public interface Rooms {
    /// @param id of the meeting, for logs
    Room open(String id, RoomListener listener);
}
