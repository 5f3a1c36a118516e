// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.util.Map;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.ParticipantId;

/// What the delivery service wants done: messages to send, in this order, and events for the meeting and the
/// metrics.
public sealed interface Output {
    record Send(ParticipantId to, ToMember message) implements Output {}

    /// A new epoch; `leaves` as the public tree has them.
    record EpochBegun(Bytes groupId, long epoch, Map<ParticipantId, Integer> leaves) implements Output {}

    /// The group was given up. Another follows as soon as somebody has made it.
    record GroupAbandoned(Bytes groupId) implements Output {}

    /// The others could not process what this member committed.
    record Blamed(ParticipantId author, long epoch) implements Output {}
}
