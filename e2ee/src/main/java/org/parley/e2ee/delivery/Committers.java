// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.util.Comparator;
import java.util.List;

/// In which order members are asked to commit.
final class Committers {
    private static final Comparator<Participant> TRUSTED = Comparator.comparing((Participant p) -> p.distrusted)
            .thenComparingLong(p -> p.missedTurn)
            .thenComparing(p -> p.identity.kind().isConnector());

    private Committers() {}

    /// Those that can commit the round, the best first: trusted, quick, an endpoint, the lowest leaf. A
    /// rotation is done by the leaf whose keys are the oldest.
    static List<Participant> candidates(Group group, boolean rotation) {
        var order = rotation
                ? TRUSTED.thenComparingLong(p -> group.lastPathOf(p.leaf)).thenComparingInt(p -> p.leaf)
                : TRUSTED.thenComparingInt(p -> p.leaf);
        return group.leaves.values().stream()
                .filter(Participant::follows)
                .sorted(order)
                .toList();
    }
}
