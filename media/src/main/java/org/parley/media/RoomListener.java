// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

import java.util.List;

/// What a [Room] tells its owner. Called on the room's event loop: an implementation must hand over and
/// return at once.
public interface RoomListener {
    /// The slots of a subscriber have changed: the whole list, replacing what was told before.
    void onSlots(String endpoint, List<Slot> slots);

    /// Who speaks, the loudest first, at most a few; empty when nobody does. Told on change only.
    void onSpeakers(List<String> endpoints);

    void onConnection(String endpoint, ConnectionState state);

    /// Connection quality of an endpoint, told when its level changes.
    ///
    /// @param level 0 lost, 1 poor, 2 fair, 3 good
    void onQuality(String endpoint, int level);

    /// The endpoint shall make a new offer.
    ///
    /// @param reason for a log, for example `codecs`
    void onOfferWanted(String endpoint, String reason);
}
