// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import org.parley.media.ConnectionState;

/// What a transport tells its owner, on the loop's thread.
public interface TransportListener {
    /// Told on change only. The first [ConnectionState#CONNECTED] means that keys are there.
    void onState(ConnectionState state);
}
