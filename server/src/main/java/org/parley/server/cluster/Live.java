// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Participant;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.ClientMessage.Want;
import org.parley.server.signal.ConnectionMessage;
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

    private boolean microphone;
    private boolean camera;
    private boolean screen;
    List<Want> wanted = List.of();

    /// @return whether anything changed
    boolean set(ClientMessage.State state) {
        boolean changed = microphone != state.microphone() || camera != state.camera() || screen != state.screen();
        microphone = state.microphone();
        camera = state.camera();
        screen = state.screen();
        return changed;
    }

    void silent() {
        microphone = false;
        camera = false;
        screen = false;
    }

    Person describe(Participant p) {
        return new Person(
                p.id().value(),
                p.csrc(),
                p.name(),
                p.isHost() ? "host" : "participant",
                Words.of(p.kind()),
                p.account(),
                p.connected(),
                microphone,
                camera,
                screen);
    }

    void tell(ConnectionMessage message) {
        if (connection != null) {
            connection.tell(message);
        }
    }
}
