// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Duration;

/// How patient a meeting is.
///
/// @param reconnectGrace how long a participant whose connection is gone stays in the roster. Longer spares a
/// person in a tunnel the way through the door; shorter spares the others a dead tile
/// @param emptyGrace how long a meeting that everybody has left goes on. Long enough for the last one to come
/// back from a closed tab
public record Timing(Duration reconnectGrace, Duration emptyGrace) {
    public static final Timing DEFAULT = new Timing(Duration.ofSeconds(30), Duration.ofSeconds(15));
}
