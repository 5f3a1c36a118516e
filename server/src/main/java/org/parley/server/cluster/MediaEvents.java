// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.parley.media.ConnectionState;
import org.parley.media.RoomListener;
import org.parley.media.Slot;
import org.parley.server.cluster.MeetingMessage.FromMedia;

/// Hands what a room says over to its meeting. Called on the room's loop; returns at once.
record MediaEvents(ActorRef<MeetingMessage> meeting) implements RoomListener {
    @Override
    public void onSlots(String endpoint, List<Slot> slots) {
        meeting.tell(new FromMedia.SlotsChanged(endpoint, List.copyOf(slots)));
    }

    @Override
    public void onSpeakers(List<String> endpoints) {
        meeting.tell(new FromMedia.SpeakersChanged(List.copyOf(endpoints)));
    }

    @Override
    public void onConnection(String endpoint, ConnectionState state) {
        meeting.tell(new FromMedia.ConnectionChanged(endpoint, state));
    }

    @Override
    public void onQuality(String endpoint, int level) {
        meeting.tell(new FromMedia.QualityChanged(endpoint, level));
    }

    @Override
    public void onOfferWanted(String endpoint, String reason) {
        meeting.tell(new FromMedia.OfferWanted(endpoint, reason));
    }
}
