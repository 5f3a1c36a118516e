// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Instant;
import java.util.List;

/// What the operator's page shows.
///
/// @param crowd the state of the whole installation
/// @param tries failed tries of unknown sources in the last hours, those long ago counting less
/// @param sources that they came from
/// @param blocks those that last longest first
public record Overview(Mode mode, Crowd crowd, long tries, long sources, List<Block> blocks) {
    public Overview {
        blocks = List.copyOf(blocks);
    }

    /// @param network as `192.0.2.0/24`
    /// @param strikes blocks so far that are not forgotten
    public record Block(String network, Instant until, int strikes, long tries, Instant since) {}
}
