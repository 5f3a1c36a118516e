// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import org.jspecify.annotations.Nullable;
import org.parley.media.ice.CandidatePair;
import org.parley.media.net.Peer;

/// A way to an endpoint: where its packets come from and go to. Loop's thread only.
final class Path {
    final Peer peer;
    final Transport transport;
    /// Null until its first valid check.
    @Nullable
    CandidatePair pair;

    Path(Peer peer, Transport transport) {
        this.peer = peer;
        this.transport = transport;
    }
}
