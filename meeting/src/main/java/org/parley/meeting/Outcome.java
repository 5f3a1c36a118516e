// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.util.List;

/// What a meeting makes of a command.
public sealed interface Outcome {
    /// The command holds; with no events where there was nothing to do.
    record Accepted(List<Event> events) implements Outcome {
        public Accepted {
            events = List.copyOf(events);
        }

        static Accepted of(Event... events) {
            return new Accepted(List.of(events));
        }
    }

    record Refused(Refusal why) implements Outcome {}
}
