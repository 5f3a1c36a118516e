// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.util.Map;
import java.util.Optional;
import org.parley.e2ee.ParticipantId;

/// Finds out whose commits can't be processed. What a commit encrypts can't be seen from outside, so the
/// members' word is all there is: one of them can be wrong or lie, half of them are believed.
final class Blame {
    private static final int BELIEVED_ALONE = 2;

    private Blame() {}

    /// Notes that `accuser` could not process the commit of `epoch`; returns its author once that is to
    /// blame.
    static Optional<Participant> accuse(
            History history, Participant accuser, long epoch, Map<ParticipantId, Participant> participants) {
        var accused = history.commit(epoch)
                .filter(commit -> commit.receivers().contains(accuser.id()))
                .filter(commit -> commit.accusers().add(accuser.id()))
                .orElse(null);
        if (accused == null) {
            return Optional.empty();
        }
        var author = participants.get(accused.author());
        var accusers = accused.accusers().size();
        var receivers = accused.receivers().size();
        if (author == null || accusers * 2 < receivers) {
            return Optional.empty();
        }
        var believed = receivers == 1 ? ++author.accusations >= BELIEVED_ALONE : accusers >= 2;
        if (!believed) {
            return Optional.empty();
        }
        author.distrusted = true;
        author.accusations = 0;
        return Optional.of(author);
    }
}
