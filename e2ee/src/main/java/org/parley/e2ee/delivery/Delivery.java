// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.mls.Suite;

/// The delivery service of one meeting. Every input leads to a state in which the right round is open and the
/// right member was asked; the outputs say so. It never throws for what a client sends, its memory is bounded
/// by `Limits`, and the same inputs at the same times with the same random numbers lead to the same outputs.
/// For one thread at a time.
public final class Delivery {
    private static final int GROUP_ID_BYTES = 16;

    private final Suite suite;
    private final boolean linkBound;
    private final SecureRandom random;
    private final Rounds rounds;
    private final Map<ParticipantId, Participant> participants = new LinkedHashMap<>();
    private final Wishes wishes;
    private List<Output> out = new ArrayList<>();
    private @Nullable Founding founding;
    private @Nullable Group group;
    private long foundingsMissed;

    /// `suite`: of all its groups. `linkBound`: nobody comes in without the key from the join link.
    public Delivery(Suite suite, boolean linkBound, SecureRandom random) {
        this.suite = suite;
        this.wishes = new Wishes(suite);
        this.linkBound = linkBound;
        this.random = random;
        this.rounds = new Rounds(linkBound);
    }

    public List<Output> on(Input input, Instant now) {
        out = new ArrayList<>();
        switch (input) {
            case Input.Admitted admitted -> admit(admitted);
            case Input.Connected connected -> connect(connected.participant());
            case Input.Disconnected disconnected -> disconnect(disconnected.participant());
            case Input.Left left -> leave(left.participant());
            case Input.FromClient fromClient -> hear(fromClient, now);
            case Input.Tick ignored -> {}
        }
        settle(now);
        return List.copyOf(out);
    }

    /// When to send a `Tick`, unless another input comes first; `Instant.MAX` for never.
    public Instant nextWake() {
        if (founding != null) {
            return founding.deadline();
        }
        var current = group;
        if (current == null) {
            return Instant.MAX;
        }
        if (Committers.candidates(current, true).isEmpty()) {
            return current.stuckSince == null ? Instant.MAX : current.stuckSince.plus(Limits.ABANDONED);
        }
        return rounds.nextWake(current, participants.values());
    }

    private void admit(Input.Admitted admitted) {
        var id = admitted.identity().participant();
        var known = participants.get(id);
        if (known == null || known.gone) {
            // The leaf of somebody who had left stays to be removed, whoever comes now.
            participants.put(id, new Participant(admitted.identity()));
        }
    }

    private void connect(ParticipantId id) {
        var participant = participants.get(id);
        if (participant != null) {
            participant.cutOff();
            participant.connected = true;
        }
    }

    private void disconnect(ParticipantId id) {
        var participant = participants.get(id);
        if (participant != null) {
            participant.cutOff();
        }
    }

    private void leave(ParticipantId id) {
        var participant = participants.get(id);
        if (participant == null) {
            return;
        }
        participant.cutOff();
        participant.gone = true;
        if (!participant.hasLeaf()) {
            participants.remove(id);
        }
    }

    private void hear(Input.FromClient input, Instant now) {
        var participant = participants.get(input.from());
        if (participant == null || participant.gone || !participant.connected) {
            return;
        }
        try {
            switch (input) {
                case Input.Join join -> join(participant, join, now);
                case Input.Sync sync -> sync(participant, sync, now);
                case Input.Created created -> created(participant, created, now);
                case Input.CommitMade commit -> commit(participant, commit, now);
                case Input.Application said -> Chat.accept(current(), said, participant, participants, now, out::add);
            }
        } catch (Refused refused) {
            var id = input instanceof Input.Application said ? said.id() : null;
            var epoch = group == null ? 0 : group.epoch();
            send(
                    participant,
                    new ToMember.Refused(input.getClass(), refused.reason(), id, epoch, now.getEpochSecond()));
        }
    }

    private void join(Participant participant, Input.Join join, Instant now) throws Refused {
        participant.wish = wishes.take(participant, join.keyPackage(), participants.values(), group, now);
        participant.usable = false;
        switch (join.reason()) {
            case Input.Reason.BadCommit bad -> accuse(participant, bad.epoch());
            case Input.Reason.BadWelcome ignored -> doubt(participant.welcomer);
            case Input.Reason.New ignored -> {}
            case Input.Reason.Lost ignored -> {}
        }
    }

    private void accuse(Participant accuser, long epoch) {
        var current = group;
        if (current == null) {
            return;
        }
        current.history.commit(epoch).map(History.Committed::author).ifPresent(this::doubt);
        Blame.accuse(current.history, accuser, epoch, participants).ifPresent(author -> {
            out.add(new Output.Blamed(author.id(), epoch));
            abandon(ToMember.Rejoin.Why.BROKEN);
        });
    }

    private void doubt(@Nullable ParticipantId committer) {
        var doubted = participants.get(committer);
        if (doubted != null) {
            rounds.doubt(doubted);
        }
    }

    private void sync(Participant participant, Input.Sync sync, Instant now) throws Refused {
        if (!participant.syncs.take(now)) {
            throw new Refused(Refusal.TOO_MANY);
        }
        if (participant.wish != null) {
            return;
        }
        if (group == null
                || !group.id().equals(sync.groupId())
                || !participant.hasLeaf()
                || sync.epoch() < participant.since
                || sync.epoch() > group.epoch()) {
            participant.usable = false;
            rejoin(participant, ToMember.Rejoin.Why.UNKNOWN_GROUP);
            return;
        }
        var missed = group.history.since(sync.epoch(), sync.sequence(), group.epoch(), participant);
        if (missed.isEmpty()) {
            participant.usable = false;
            rejoin(participant, ToMember.Rejoin.Why.TOO_FAR_BEHIND);
            return;
        }
        missed.get().forEach(message -> send(participant, message));
        participant.usable = true;
        participant.synced = true;
    }

    private void created(Participant participant, Input.Created created, Instant now) throws Refused {
        var asked = founding;
        if (asked == null || asked.founder() != participant || !asked.isWanted()) {
            throw new Refused(Refusal.NOT_ALLOWED);
        }
        try {
            var made = asked.complete(created.groupInfo(), now);
            founding = null;
            group = made;
            announceEpoch(made);
        } catch (Refused refused) {
            giveUp(asked);
            throw refused;
        }
    }

    private void commit(Participant participant, Input.CommitMade made, Instant now) throws Refused {
        var current = current();
        if (!participant.follows()) {
            throw new Refused(Refusal.NOT_ALLOWED);
        }
        if (made.epoch() != current.epoch()) {
            throw new Refused(Refusal.WRONG_EPOCH);
        }
        var round = current.round;
        if (round == null || !round.expects(participant.id())) {
            throw new Refused(Refusal.NOT_ALLOWED);
        }
        if (made.round() != round.number) {
            throw new Refused(Refusal.WRONG_PROPOSALS);
        }
        try {
            accept(current, round, participant, made, now);
        } catch (Refused refused) {
            rounds.discard(round, participant, now);
            throw refused;
        }
    }

    private void accept(Group current, Round round, Participant author, Input.CommitMade made, Instant now)
            throws Refused {
        var checked = CommitCheck.check(current.state, round, author.leaf, made.commit(), made.welcome());
        author.missedTurn = 0;
        var told = new ToMember.Commit(current.id(), current.epoch(), round.messages(), made.commit());
        var receivers = new HashSet<ParticipantId>();
        for (var member : current.leaves.values()) {
            if (member.mayFollow() && member != author) {
                receivers.add(member.id());
            }
            if (member.follows()) {
                send(member, told);
            }
        }
        current.history.committed(told, author.id(), receivers);
        var added = new LinkedHashMap<Integer, Participant>();
        var welcomes = new LinkedHashMap<Participant, Bytes>();
        checked.applied().added().forEach((leaf, keyPackage) -> {
            var reference = keyPackage.reference();
            var newcomer = participants.get(round.adds.get(reference));
            if (newcomer != null) {
                added.put(leaf, newcomer);
                newcomer.welcomer = author.id();
                welcomes.put(newcomer, reference);
            }
        });
        current.advance(checked.applied(), added, author.leaf, round.path, now);
        var welcome = checked.welcome();
        if (welcome != null) {
            var tree = current.state.tree().encode();
            welcomes.forEach((newcomer, reference) -> send(
                    newcomer,
                    new ToMember.Welcome(
                            current.id(),
                            current.epoch(),
                            welcome.only(reference).encode(),
                            tree,
                            current.proposer.publicKey(),
                            linkBound)));
        }
        forgetTheGone();
        announceEpoch(current);
    }

    /// Brings everything to rest: a group if somebody wants one, a round if one is due, a committer if one is
    /// needed.
    private void settle(Instant now) {
        var current = group;
        if (current != null && isLost(current, now)) {
            abandon(ToMember.Rejoin.Why.UNKNOWN_GROUP);
        } else if (current != null && !rounds.settle(current, participants.values(), now, out::add)) {
            abandon(ToMember.Rejoin.Why.BROKEN);
        }
        if (group == null) {
            found(now);
        }
    }

    /// Whether nobody is left who can take in those that wait.
    private boolean isLost(Group current, Instant now) {
        if (current.leaves.values().stream().allMatch(p -> p.gone)) {
            return true;
        }
        var waited = participants.values().stream().anyMatch(Participant::waits);
        if (!waited || current.leaves.values().stream().anyMatch(Participant::follows)) {
            current.stuckSince = null;
            return false;
        }
        if (current.leaves.values().stream().noneMatch(Participant::mayFollow)) {
            return true;
        }
        if (current.stuckSince == null) {
            current.stuckSince = now;
        }
        return !now.isBefore(current.stuckSince.plus(Limits.ABANDONED));
    }

    private void abandon(ToMember.Rejoin.Why why) {
        var given = group;
        if (given == null) {
            return;
        }
        group = null;
        out.add(new Output.GroupAbandoned(given.id()));
        for (var member : given.leaves.values()) {
            member.loseLeaf();
            if (member.connected && member.wish == null && !member.gone) {
                rejoin(member, why);
            }
        }
        forgetTheGone();
    }

    private void found(Instant now) {
        var asked = founding;
        if (asked != null) {
            if (asked.isWanted() && now.isBefore(asked.deadline())) {
                return;
            }
            if (asked.isWanted()
                    && participants.values().stream().filter(Participant::waits).count() == 1) {
                // Slow, but there is nobody else.
                founding = asked.until(now.plus(Limits.TURN));
                return;
            }
            giveUp(asked);
        }
        participants.values().stream()
                .filter(Participant::waits)
                .min(Comparator.comparing((Participant p) -> p.distrusted)
                        .thenComparingLong(p -> p.missedTurn)
                        .thenComparing(p -> p.identity.kind().isConnector()))
                .ifPresent(founder -> ask(founder, now));
    }

    /// The key package went into a group that nobody will have.
    private void giveUp(Founding asked) {
        founding = null;
        var founder = asked.founder();
        founder.missedTurn = ++foundingsMissed;
        if (founder.waits() && asked.wish().equals(founder.wish)) {
            founder.wish = null;
            rejoin(founder, ToMember.Rejoin.Why.BROKEN);
        }
    }

    private void ask(Participant founder, Instant now) {
        var wish = founder.wish;
        if (wish == null) {
            return;
        }
        var id = new byte[GROUP_ID_BYTES];
        random.nextBytes(id);
        var asked = new Founding(suite, Bytes.copyOf(id), new Proposer(random), founder, wish, now.plus(Limits.TURN));
        founding = asked;
        send(founder, new ToMember.Create(asked.groupId(), asked.proposer().publicKey(), linkBound, Limits.TURN));
    }

    private void announceEpoch(Group current) {
        out.add(new Output.EpochBegun(current.id(), current.epoch(), current.byParticipant()));
    }

    private void forgetTheGone() {
        participants.values().removeIf(p -> p.gone && !p.hasLeaf());
    }

    private void rejoin(Participant participant, ToMember.Rejoin.Why why) {
        participant.joins.grant();
        send(participant, new ToMember.Rejoin(why));
    }

    private void send(Participant to, ToMember message) {
        out.add(new Output.Send(to.id(), message));
    }

    private Group current() throws Refused {
        var current = group;
        if (current == null) {
            throw new Refused(Refusal.NOT_ALLOWED);
        }
        return current;
    }
}
