// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.mls.FramedContent;
import org.parley.e2ee.mls.Proposal;
import org.parley.e2ee.mls.PublicMessage;
import org.parley.e2ee.mls.Suite;

/// A list of open proposals, and who was asked to commit it.
final class Round {
    private final Suite suite;
    final int number;
    final boolean path;
    /// By reference, in the order in which they were made.
    private final Map<Bytes, PublicMessage> proposals = new LinkedHashMap<>();
    /// Who is added, by the reference of the key package.
    final Map<Bytes, ParticipantId> adds = new LinkedHashMap<>();
    final Set<Integer> removes;

    final Set<ParticipantId> asked = new LinkedHashSet<>();
    /// Who was asked and sent something that is no good.
    final Set<ParticipantId> failed = new HashSet<>();
    /// How many times somebody was asked.
    int turns;
    /// All were asked; this is the last wait.
    boolean lastWait;
    Instant deadline = Instant.MAX;

    Round(Suite suite, int number, boolean path, Set<Integer> removes) {
        this.suite = suite;
        this.number = number;
        this.path = path;
        this.removes = Set.copyOf(removes);
    }

    /// Nothing but fresh keys.
    boolean isRotation() {
        return proposals.isEmpty();
    }

    boolean expects(ParticipantId participant) {
        return asked.contains(participant) && !failed.contains(participant);
    }

    void open(PublicMessage proposal) {
        proposals.put(proposal.proposalReference(suite), proposal);
    }

    List<Bytes> messages() {
        return proposals.values().stream().map(PublicMessage::encode).toList();
    }

    Map<Bytes, Proposal> byReference() {
        var byReference = new LinkedHashMap<Bytes, Proposal>();
        proposals.forEach((reference, message) -> {
            if (message.content().body() instanceof FramedContent.Body.OfProposal body) {
                byReference.put(reference, body.proposal());
            }
        });
        return byReference;
    }
}
