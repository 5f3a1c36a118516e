// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// The one admission policy. Every way in asks it, whenever somebody might become part of a meeting: with a
/// ticket, with a resume token, and when the meeting starts. No way in has rules of its own.
public final class Admission {
    /// What the policy says about one person at one moment.
    public sealed interface Decision {
        record Admit() implements Decision {}

        /// Wait until the meeting changes; the policy is asked again then.
        record Wait() implements Decision {}

        record Refuse(Refusal why) implements Decision {}
    }

    private Admission() {}

    static Decision decide(Meeting meeting, EndpointKind kind) {
        if (meeting.settings().endpointsOnly() && kind.isConnector()) {
            return new Decision.Refuse(Refusal.NOT_ALLOWED);
        }
        return switch (meeting.phase()) {
            case ABSENT, DELETED -> new Decision.Refuse(Refusal.NO_MEETING);
            case IDLE -> new Decision.Wait();
            case RUNNING -> new Decision.Admit();
        };
    }
}
