// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Medium;
import org.parley.meeting.Participant;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.ClientMessage.Want;
import org.parley.server.signal.ConnectionMessage;
import org.parley.server.signal.RateLimit;
import org.parley.server.signal.ServerMessage.Person;
import org.parley.server.signal.Words;

/// What is true of a participant just now and not worth a journal: connection, media transport, what is
/// switched on. Belongs to one meeting entity and is touched by it alone.
final class Live {
    @Nullable
    ActorRef<ConnectionMessage> connection;
    /// The connection on which the participant was told to be in: what the delivery service knows of.
    @Nullable
    ActorRef<ConnectionMessage> admittedOn;
    /// The media transport: an endpoint id in the room, new after each reload.
    @Nullable
    String endpoint;

    /// When it last reported trouble with encryption.
    @Nullable
    Instant troubledAt;

    /// How often what its page received is counted.
    final RateLimit playback = new RateLimit(0.125, 1);

    /// What is switched on.
    private final Set<Medium> on = EnumSet.noneOf(Medium.class);
    /// What may be switched on whatever the settings say: it was on, or a host asked for it. Outlasts a lost
    /// transport, so that nobody is silenced by a bad network.
    private final Set<Medium> granted = EnumSet.noneOf(Medium.class);
    private @Nullable Instant hand;
    /// How often it may rename itself, report or raise a hand: told to everybody or kept, so one person could keep
    /// a large meeting busy.
    final RateLimit pace = new RateLimit(1, 10);
    List<Want> wanted = List.of();

    /// @param may whether the rules let this one switch it on
    /// @return whether anything changed
    boolean set(ClientMessage.State state, Predicate<Medium> may) {
        boolean changed = set(Medium.MICROPHONE, state.microphone(), may);
        changed |= set(Medium.CAMERA, state.camera(), may);
        changed |= set(Medium.SCREEN, state.screen(), may);
        return changed;
    }

    private boolean set(Medium medium, boolean wished, Predicate<Medium> may) {
        if (!wished) {
            return switchOff(medium);
        }
        if (!granted.contains(medium) && !may.test(medium)) {
            return false;
        }
        granted.add(medium);
        return on.add(medium);
    }

    boolean isOn(Medium medium) {
        return on.contains(medium);
    }

    void grant(Medium medium) {
        granted.add(medium);
    }

    /// @return whether it was on
    boolean switchOff(Medium medium) {
        granted.remove(medium);
        return on.remove(medium);
    }

    /// Put back into the waiting room: nothing is left of what was switched on, asked or wanted.
    void reset() {
        on.clear();
        granted.clear();
        hand = null;
        wanted = List.of();
        admittedOn = null;
    }

    /// A new transport: nothing is on until the client says so.
    void silent() {
        on.clear();
    }

    /// @return whether anything changed
    boolean raise(@Nullable Instant since) {
        boolean changed = (hand == null) != (since == null);
        hand = changed ? since : hand;
        return changed;
    }

    Person describe(Participant p) {
        return new Person(
                p.id().value(),
                p.csrc(),
                p.name(),
                Words.of(p.role()),
                Words.of(p.kind()),
                p.account(),
                p.connected(),
                isOn(Medium.MICROPHONE),
                isOn(Medium.CAMERA),
                isOn(Medium.SCREEN),
                hand == null ? null : hand.toString());
    }

    /// An attendee as other attendees see it: one more in the group's tree, and nothing else.
    static Person unnamed(Participant p) {
        return new Person(
                p.id().value(),
                p.csrc(),
                "",
                Words.of(p.role()),
                Words.of(p.kind()),
                false,
                true,
                false,
                false,
                false,
                null);
    }

    void tell(ConnectionMessage message) {
        if (connection != null) {
            connection.tell(message);
        }
    }
}
