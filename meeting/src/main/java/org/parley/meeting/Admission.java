// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import org.jspecify.annotations.Nullable;

/// The one admission policy. Every way in asks it, whenever somebody might become part of a meeting: with a
/// ticket, with a resume token, when the meeting starts and when its settings change. No way in has rules of
/// its own.
public final class Admission {
    /// What the policy says about one person at one moment.
    public sealed interface Decision {
        record Admit() implements Decision {}

        /// Wait until the meeting or a host changes it; the policy is asked again then.
        record Wait() implements Decision {}

        record Refuse(Refusal why) implements Decision {}
    }

    /// From where somebody asks.
    public enum Standing {
        /// From the door.
        NEW,
        WAITING,
        /// Was in, lost the connection, and has shown to be the same.
        RETURNING
    }

    private static final Decision WAIT = new Decision.Wait();
    private static final Decision ADMIT = new Decision.Admit();

    private Admission() {}

    /// @param rules the settings that hold
    static Decision decide(Meeting meeting, MeetingSettings rules, Participant who, Standing standing) {
        if (meeting.phase() == Phase.ABSENT || meeting.phase() == Phase.DELETED) {
            return new Decision.Refuse(Refusal.NO_MEETING);
        }
        Refusal unwelcome = unwelcome(meeting, rules, who);
        if (unwelcome != null) {
            return new Decision.Refuse(unwelcome);
        }
        return meeting.running() ? running(meeting, rules, who, standing) : WAIT;
    }

    /// Why this person is not let in whatever happens. A host always is.
    private static @Nullable Refusal unwelcome(Meeting meeting, MeetingSettings rules, Participant who) {
        if (who.isHost()) {
            return null;
        }
        if (meeting.moderation().keepsOut(who)) {
            return Refusal.REMOVED;
        }
        if (rules.endpointsOnly() && who.kind().isConnector()) {
            return Refusal.ENDPOINTS_ONLY;
        }
        if (rules.registeredOnly() && who.way() != WayIn.REGISTRATION) {
            return Refusal.NOT_REGISTERED;
        }
        return rules.subscribersOnly() && !who.account() ? Refusal.NOT_SUBSCRIBED : null;
    }

    private static Decision running(Meeting meeting, MeetingSettings rules, Participant who, Standing standing) {
        if (who.isHost()) {
            return ADMIT;
        }
        if (who.held()) {
            return WAIT;
        }
        return switch (standing) {
            case RETURNING -> ADMIT;
            case NEW ->
                meeting.moderation().closed()
                        ? new Decision.Refuse(Refusal.LOCKED)
                        : rules.waitingRoom().holds(who) ? WAIT : ADMIT;
            case WAITING -> meeting.moderation().closed() || rules.waitingRoom().holds(who) ? WAIT : ADMIT;
        };
    }
}
