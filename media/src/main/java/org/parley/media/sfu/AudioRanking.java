// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.util.ArrayList;
import java.util.List;
import org.parley.media.Source;

/// Who is heard: the audio publications of a room in the order in which they get slots, and who speaks.
///
/// Whoever speaks takes the place of somebody silent, or of somebody clearly quieter; nobody else moves. So
/// slots do not flap, and a room with no more publications than slots never changes at all.
final class AudioRanking {
    /// A difference of loudness that is worth a change.
    private static final float MARGIN = 8;

    static final int MAX_SPEAKERS = 5;

    private final List<Publication> order = new ArrayList<>();
    private List<String> speakers = List.of();

    void add(Publication publication) {
        if (!order.contains(publication)) {
            order.add(publication);
        }
    }

    void remove(Publication publication) {
        order.remove(publication);
    }

    int size() {
        return order.size();
    }

    Publication get(int rank) {
        return order.get(rank);
    }

    /// Lets those who should be heard into the first places.
    ///
    /// @param places how many can be heard
    /// @return whether somebody came in
    boolean update(int places, long now) {
        boolean changed = false;
        for (int i = places; i < order.size(); i++) {
            Publication challenger = order.get(i);
            if (!challenger.heard(now)) {
                continue;
            }
            int weakest = weakest(places, now);
            if (weakest >= 0 && beats(challenger, order.get(weakest), now)) {
                order.set(i, order.get(weakest));
                order.set(weakest, challenger);
                changed = true;
            }
        }
        return changed;
    }

    private int weakest(int places, long now) {
        int weakest = -1;
        for (int i = 0; i < places && i < order.size(); i++) {
            if (weakest < 0 || weight(order.get(i), now) < weight(order.get(weakest), now)) {
                weakest = i;
            }
        }
        return weakest;
    }

    private static float weight(Publication publication, long now) {
        if (!publication.heard(now)) {
            return -1;
        }
        return publication.loudness.score() + (publication.loudness.speaks(now) ? 1_000 : 0);
    }

    private static boolean beats(Publication challenger, Publication other, long now) {
        if (!other.heard(now)) {
            return true;
        }
        return challenger.loudness.speaks(now) && weight(challenger, now) > weight(other, now) + MARGIN;
    }

    /// Who speaks by microphone, the loudest first.
    ///
    /// @return whether that has changed
    boolean updateSpeakers(long now) {
        if (speakers.isEmpty() && nobodySpeaks(now)) {
            return false;
        }
        List<Publication> speaking = new ArrayList<>();
        for (Publication publication : order) {
            if (speaksByMicrophone(publication, now)) {
                speaking.add(publication);
            }
        }
        speaking.sort((a, b) -> Float.compare(standing(b), standing(a)));
        List<String> loudest = speaking.stream()
                .limit(MAX_SPEAKERS)
                .map(publication -> publication.endpoint.id)
                .toList();
        if (loudest.equals(speakers)) {
            return false;
        }
        speakers = loudest;
        return true;
    }

    private boolean nobodySpeaks(long now) {
        for (int i = 0; i < order.size(); i++) {
            if (speaksByMicrophone(order.get(i), now)) {
                return false;
            }
        }
        return true;
    }

    private static boolean speaksByMicrophone(Publication publication, long now) {
        return publication.source == Source.MICROPHONE && publication.allowed && publication.loudness.speaks(now);
    }

    /// Who stands in the list already keeps the place against somebody who is a little louder.
    private float standing(Publication publication) {
        int place = speakers.indexOf(publication.endpoint.id);
        return publication.loudness.score() + (place < 0 ? 0 : MARGIN * (speakers.size() - place));
    }

    List<String> speakers() {
        return speakers;
    }
}
