// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.util.ArrayList;
import java.util.List;

/// Events as they are decided on, and the state after them.
final class Script {
    private final List<Event> events = new ArrayList<>();
    private Meeting meeting;

    Script(Meeting meeting) {
        this.meeting = meeting;
    }

    Meeting meeting() {
        return meeting;
    }

    Script add(Event event) {
        meeting = meeting.after(event);
        events.add(event);
        return this;
    }

    Outcome.Accepted accepted() {
        return new Outcome.Accepted(events);
    }
}
