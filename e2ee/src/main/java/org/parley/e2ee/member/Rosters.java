// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.parley.e2ee.Identity;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.mls.RatchetTree;

/// Reads from a tree who can decrypt.
final class Rosters {
    private Rosters() {}

    static Map<Integer, Identity> read(RatchetTree tree) throws MlsException {
        var roster = new LinkedHashMap<Integer, Identity>();
        var participants = new HashSet<ParticipantId>();
        for (var index : tree.members()) {
            var identity = Identity.parse(
                            tree.leaf(index).orElseThrow().credential().identity())
                    .orElseThrow(() -> new MlsException("a leaf with an identity of another form"));
            if (!participants.add(identity.participant())) {
                throw new MlsException("a participant with two leaves");
            }
            roster.put(index, identity);
        }
        return Map.copyOf(roster);
    }
}
