// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import java.util.List;
import org.parley.server.signal.ServerMessage.MeetingInfo;
import org.parley.server.signal.ServerMessage.Person;

/// What a connection's actor is told: by its socket, and by the meeting.
public sealed interface ConnectionMessage {
    /// From the socket: a message that was read and is in bounds.
    record Received(ClientMessage message) implements ConnectionMessage {}

    /// From the socket: it is gone.
    record Gone() implements ConnectionMessage {}

    /// No hello came in time.
    record HelloTimeout() implements ConnectionMessage {}

    /// From the meeting: the ticket is good, but wait.
    ///
    /// @param forRoom for a host to let this one in, otherwise for the meeting to be started
    record Waiting(boolean forRoom) implements ConnectionMessage {}

    /// From the meeting, to its host alone: it can be started.
    record Ready(MeetingInfo meeting) implements ConnectionMessage {}

    record Admitted(String participant, String media, boolean named, MeetingInfo meeting, List<Person> roster)
            implements ConnectionMessage {}

    /// To be passed on as it is. A text, so that it is written once for a whole meeting.
    record Send(String text) implements ConnectionMessage {
        public static Send of(ServerMessage message) {
            return new Send(Wire.write(message));
        }

        @Override
        public String toString() {
            return "Send[" + text.length() + " characters]";
        }
    }

    record Close(CloseCode code) implements ConnectionMessage {}
}
