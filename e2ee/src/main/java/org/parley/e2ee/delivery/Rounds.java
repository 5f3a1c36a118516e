// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.mls.Proposal;

/// Opens rounds, replaces those that don't fit any more, and asks for commits.
final class Rounds {
    private static final int MOST_DOUBLINGS = 10;

    private final boolean linkBound;
    private int numbers;
    private long turnsMissed;

    Rounds(boolean linkBound) {
        this.linkBound = linkBound;
    }

    /// Sees to it that the right round is open and somebody has been asked. False when all have been asked in
    /// vain.
    boolean settle(Group group, Collection<Participant> participants, Instant now, Consumer<Output> out) {
        var round = group.round;
        if (round != null && !fits(round, group, participants)) {
            round = null;
        }
        if (round == null) {
            round = due(group, participants, now) ? open(group, participants, now) : null;
            group.round = round;
        }
        return round == null || ask(group, round, now, out);
    }

    /// When `settle` has something to do next, if nothing happens before.
    Instant nextWake(Group group, Collection<Participant> participants) {
        var round = group.round;
        if (round != null) {
            return round.deadline;
        }
        var rotation = nextRotation(group);
        return nextJoin(group, participants)
                .filter(join -> join.isBefore(rotation))
                .orElse(rotation);
    }

    /// The committer has spoken, badly: the next one is asked at once.
    void discard(Round round, Participant committer, Instant now) {
        round.failed.add(committer.id());
        doubt(committer);
        round.deadline = now;
    }

    /// From now on this one is asked after the others.
    void doubt(Participant committer) {
        committer.missedTurn = ++turnsMissed;
    }

    private static boolean fits(Round round, Group group, Collection<Participant> participants) {
        var stale = new TreeSet<Integer>();
        group.leaves.forEach((leaf, participant) -> {
            if (participant.leafIsStale()) {
                stale.add(leaf);
            }
        });
        var wanted = participants.stream()
                .filter(Participant::waits)
                .map(p -> wish(p).reference())
                .toList();
        return round.removes.equals(stale) && wanted.containsAll(round.adds.keySet());
    }

    private static boolean due(Group group, Collection<Participant> participants, Instant now) {
        if (group.leaves.values().stream().anyMatch(Participant::leafIsStale)) {
            return true;
        }
        if (!now.isBefore(nextRotation(group))) {
            return true;
        }
        if (participants.stream().filter(Participant::waits).count() >= Limits.adds(group.state.suite())) {
            return true;
        }
        return nextJoin(group, participants).map(join -> !now.isBefore(join)).orElse(false);
    }

    private @Nullable Round open(Group group, Collection<Participant> participants, Instant now) {
        var removes = new TreeSet<Integer>();
        group.leaves.forEach((leaf, participant) -> {
            if (participant.leafIsStale()) {
                removes.add(leaf);
            }
        });
        var adds = participants.stream()
                .filter(Participant::waits)
                .sorted(Comparator.comparing((Participant p) -> wish(p).at()))
                .limit(Limits.adds(group.state.suite()))
                .toList();
        var rotation = !now.isBefore(nextRotation(group));
        var path = !removes.isEmpty() || adds.isEmpty() || rotation;
        if (Committers.candidates(group, adds.isEmpty() && removes.isEmpty()).isEmpty()) {
            return null;
        }
        var round = new Round(group.state.suite(), ++numbers, path, removes);
        removes.forEach(leaf -> round.open(group.proposer.propose(group.state, new Proposal.Remove(leaf))));
        for (var participant : adds) {
            var wish = wish(participant);
            round.open(group.proposer.propose(group.state, new Proposal.Add(wish.keyPackage())));
            round.adds.put(wish.reference(), participant.id());
        }
        if (!adds.isEmpty()) {
            group.lastAdds = now;
        }
        if (linkBound && !adds.isEmpty()) {
            round.open(group.proposer.propose(group.state, group.proposer.linkPsk(group.state.suite())));
        }
        return round;
    }

    /// Asks the first; after each turn that passes some more, twice as many every time. False when it was all
    /// in vain.
    private boolean ask(Group group, Round round, Instant now, Consumer<Output> out) {
        var candidates = Committers.candidates(group, round.isRotation());
        if (candidates.isEmpty()) {
            return true;
        }
        var late = !now.isBefore(round.deadline);
        if (!late && candidates.stream().anyMatch(p -> round.expects(p.id()))) {
            return true;
        }
        candidates.stream().filter(p -> round.expects(p.id())).forEach(this::doubt);
        var turn = Limits.turn(group.leaves.size());
        var fresh = candidates.stream()
                .filter(p -> !round.asked.contains(p.id()))
                .limit(round.turns < 2 ? 1 : 1 << Math.min(round.turns - 1, MOST_DOUBLINGS))
                .toList();
        if (fresh.isEmpty()) {
            var first = !round.lastWait;
            round.lastWait = true;
            round.deadline = late ? now.plus(turn.multipliedBy(2)) : round.deadline;
            return first || !late;
        }
        round.turns++;
        round.deadline = now.plus(turn);
        var message =
                new ToMember.CommitNow(group.id(), group.epoch(), round.number, round.messages(), round.path, turn);
        for (var participant : fresh) {
            round.asked.add(participant.id());
            out.accept(new Output.Send(participant.id(), message));
        }
        return true;
    }

    /// Whoever is alone keeps its keys.
    private static Instant nextRotation(Group group) {
        return group.leaves.size() > 1 ? group.lastPath.plus(Limits.ROTATION) : Instant.MAX;
    }

    /// Whoever comes alone is let in at once; those who come soon after somebody else are collected.
    private static Optional<Instant> nextJoin(Group group, Collection<Participant> participants) {
        var collected = group.lastAdds.plus(Limits.batch(group.leaves.size()));
        return participants.stream()
                .filter(Participant::waits)
                .map(p -> wish(p).at())
                .min(Comparator.naturalOrder())
                .map(wish -> wish.isBefore(collected) ? collected : wish);
    }

    private static Participant.Wish wish(Participant participant) {
        return Objects.requireNonNull(participant.wish);
    }
}
