// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.parley.meeting.Lists.without;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What hosts have ordered in the present run of a meeting.
///
/// @param locked whether nobody else is let in
/// @param halted whether everything is stopped
/// @param spotlight who is shown large to all
/// @param removals who is kept out, the newest [#MAX_REMOVALS]
public record Moderation(boolean locked, boolean halted, List<ParticipantId> spotlight, List<Removal> removals) {
    public static final Moderation NONE = new Moderation(false, false, List.of(), List.of());

    public static final int MAX_SPOTLIGHT = 9;

    /// Bounds what a meeting remembers of the removed. Lower lets those removed first come back.
    static final int MAX_REMOVALS = 500;

    public Moderation {
        spotlight = List.copyOf(spotlight);
        removals = List.copyOf(removals);
    }

    /// Whether nobody else is let in, for whichever reason.
    public boolean closed() {
        return locked || halted;
    }

    public boolean keepsOut(Participant participant) {
        return removals.stream().anyMatch(r -> r.is(participant));
    }

    Moderation withLock(boolean on) {
        return new Moderation(on, halted, spotlight, removals);
    }

    Moderation withHalt(boolean on) {
        return new Moderation(locked, on, spotlight, removals);
    }

    Moderation withSpotlight(List<ParticipantId> on) {
        return new Moderation(locked, halted, on, removals);
    }

    Moderation withRemoval(Removal added) {
        return new Moderation(locked, halted, spotlight, Lists.with(removals, added, MAX_REMOVALS));
    }

    Moderation withoutRemoval(String id) {
        return new Moderation(locked, halted, spotlight, without(removals, r -> r.id().equals(id)));
    }

    Moderation withoutPerson(ParticipantId who) {
        return spotlight.contains(who) ? withSpotlight(without(spotlight, who::equals)) : this;
    }

    static Moderation orNone(@Nullable Moderation moderation) {
        return moderation == null ? NONE : moderation;
    }
}
