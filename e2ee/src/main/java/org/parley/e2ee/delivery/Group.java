// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.mls.PublicGroup;

/// A group that exists: its public state, whose leaf is whose, and what is under way in it.
final class Group {
    final Proposer proposer;
    final History history = new History();
    /// Who has which leaf.
    final Map<Integer, Participant> leaves = new LinkedHashMap<>();
    /// The epoch of each leaf's last path.
    private final Map<Integer, Long> paths = new HashMap<>();

    PublicGroup state;

    @Nullable
    Round round;

    Instant epochBegan;
    /// When somebody was last proposed to come in.
    Instant lastAdds = Instant.MIN;

    Instant lastPath;
    /// Whether this epoch began by the removal of somebody who left.
    boolean beganByRemoval;
    /// Since when somebody waits and no member can take them in.
    @Nullable
    Instant stuckSince;

    long sequence;

    Group(Proposer proposer, PublicGroup state, Participant creator, Instant now) {
        this.proposer = proposer;
        this.state = state;
        this.epochBegan = now;
        this.lastPath = now;
        leaves.put(0, creator);
        creator.gainLeaf(0, 0);
    }

    Bytes id() {
        return state.groupId();
    }

    long epoch() {
        return state.epoch();
    }

    /// When a leaf last brought fresh keys; leaves that never did are the oldest.
    long lastPathOf(int leaf) {
        return paths.getOrDefault(leaf, -1L);
    }

    boolean somebodyHasToGo() {
        return leaves.values().stream().anyMatch(participant -> participant.gone);
    }

    Map<ParticipantId, Integer> byParticipant() {
        var map = new LinkedHashMap<ParticipantId, Integer>();
        leaves.forEach((leaf, participant) -> map.put(participant.id(), leaf));
        return Map.copyOf(map);
    }

    /// Moves to the next epoch. `added` by leaf.
    void advance(
            PublicGroup.Applied applied, Map<Integer, Participant> added, int committer, boolean path, Instant now) {
        beganByRemoval = applied.removed().stream().anyMatch(leaf -> {
            var participant = leaves.get(leaf);
            return participant != null && participant.gone;
        });
        for (var leaf : applied.removed()) {
            var participant = leaves.remove(leaf);
            if (participant != null) {
                participant.loseLeaf();
            }
            paths.remove(leaf);
        }
        state = applied.group();
        added.forEach((leaf, participant) -> {
            leaves.put(leaf, participant);
            participant.gainLeaf(leaf, epoch());
        });
        epochBegan = now;
        round = null;
        if (path) {
            lastPath = now;
            paths.put(committer, epoch());
        }
    }
}
