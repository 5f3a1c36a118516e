// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.parley.media.ConnectionState;
import org.parley.media.Slot;
import org.parley.meeting.Command;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.MeetingKeys;
import org.parley.meeting.MeetingLog;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.Role;
import org.parley.meeting.WayIn;
import org.parley.meeting.door.Digest;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.ConnectionMessage;

/// What a meeting entity is told.
public sealed interface MeetingMessage {
    /// Somebody with a ticket.
    ///
    /// @param media the media transport that the client says it has, or null
    record Enter(
            ActorRef<ConnectionMessage> connection,
            String name,
            Role role,
            EndpointKind kind,
            WayIn way,
            @Nullable String subscriber,
            Digest resume,
            @Nullable Digest device,
            @Nullable String media)
            implements MeetingMessage {
        @Override
        public String toString() {
            return "Enter[" + role + "]";
        }
    }

    /// Somebody with a resume token.
    record Return(
            ActorRef<ConnectionMessage> connection,
            Digest resume,
            @Nullable String media) implements MeetingMessage {}

    /// A message of somebody who has entered.
    record Said(ActorRef<ConnectionMessage> connection, ClientMessage message) implements MeetingMessage {}

    /// A connection is gone.
    record Gone(ActorRef<ConnectionMessage> connection) implements MeetingMessage {}

    record Create(
            String number,
            String title,
            MeetingKeys keys,
            MeetingSettings settings,
            boolean webinar,
            ActorRef<Boolean> replyTo)
            implements MeetingMessage {
        @Override
        public String toString() {
            return "Create[]";
        }
    }

    /// What its owner asks for from outside.
    record Order(Command command, ActorRef<Boolean> replyTo) implements MeetingMessage {}

    record Delete(ActorRef<Boolean> replyTo) implements MeetingMessage {}

    /// Organisation and owner have fixed this.
    record Bind(MeetingSettings floor) implements MeetingMessage {}

    /// Who did what, and who was there.
    record GetLog(ActorRef<MeetingLog> replyTo) implements MeetingMessage {}

    record GetArrangement(ActorRef<Arrangement> replyTo) implements MeetingMessage {}

    /// @param settings as set, though what the operator has fixed may be tighter
    record Arrangement(MeetingSettings settings, MeetingSettings floor) {}

    record GetStatus(ActorRef<Status> replyTo) implements MeetingMessage {}

    /// Wakes a meeting that was running when the server stopped, so that its graces run out.
    record Wake() implements MeetingMessage {}

    /// The server stops: for ever (`last`), or to be started again on the same data.
    record ServerStops(boolean last, ActorRef<Boolean> replyTo) implements MeetingMessage {}

    record Status(boolean running, int participants) {}

    /// Time has come for a grace to run out.
    enum Tick implements MeetingMessage {
        TICK
    }

    /// The time has come that the delivery service named.
    enum EncryptionTick implements MeetingMessage {
        TICK
    }

    /// Nothing happens and nobody is here: leave memory.
    enum Idle implements MeetingMessage {
        IDLE
    }

    enum Passivate implements MeetingMessage {
        PASSIVATE
    }

    /// From the room of the meeting, on its loop.
    sealed interface FromMedia extends MeetingMessage {
        record SlotsChanged(String endpoint, List<Slot> slots) implements FromMedia {}

        record SpeakersChanged(List<String> endpoints) implements FromMedia {}

        record ConnectionChanged(String endpoint, ConnectionState state) implements FromMedia {}

        record QualityChanged(String endpoint, int level) implements FromMedia {}

        record OfferWanted(String endpoint, String reason) implements FromMedia {}

        record Answered(String endpoint, int id, String sdp) implements FromMedia {
            @Override
            public String toString() {
                return "Answered[" + endpoint + ", " + id + "]";
            }
        }

        record OfferRefused(String endpoint, int id, String detail) implements FromMedia {}
    }
}
