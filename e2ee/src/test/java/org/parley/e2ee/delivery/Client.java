// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.member.GroupTerms;
import org.parley.e2ee.member.LinkPsk;
import org.parley.e2ee.member.Member;
import org.parley.e2ee.member.MlsException;

/// A participant's client that does what docs/end-to-end.md says, on a real MLS member. Tests make it misbehave.
final class Client {
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final Network network;
    private final Identity identity;
    /// Everything that was handed to it, in order.
    final List<ToMember> received = new ArrayList<>();
    final List<String> read = new ArrayList<>();
    final List<ToMember.Refused> refusals = new ArrayList<>();

    Member member;
    boolean online = true;
    /// Shows its screen.
    boolean sharing;
    /// Doesn't answer `mls-commit-now`.
    boolean mute;
    /// What its messages need beyond what everybody's need.
    Duration extraDelay = Duration.ZERO;
    /// Messages for which this holds never reach it.
    Predicate<ToMember> loses = message -> false;
    /// Takes the place of its answer to `mls-commit-now`, if it likes to.
    Meddler meddler = (made, now) -> made;

    Optional<LinkPsk> linkPsk = Optional.empty();
    int bad;
    /// Messages that it could not read.
    int unreadable;
    private long sequence;
    private int connection;
    private Instant lastArrival;
    private Instant lastSent;

    interface Meddler {
        Input.CommitMade meddle(Input.CommitMade made, ToMember.CommitNow asked);
    }

    Client(Network network, Identity identity) {
        this.network = network;
        this.lastArrival = network.start;
        this.lastSent = network.start;
        this.identity = identity;
        this.member = new Member(identity, network.secureRandom);
    }

    ParticipantId id() {
        return identity.participant();
    }

    Identity identity() {
        return identity;
    }

    /// The connection stands; says what it has.
    void connected() {
        online = true;
        connection++;
        if (member.isIn()) {
            send(new Input.Sync(id(), member.groupId(), member.epoch(), sequence));
        } else {
            join(new Input.Reason.New());
        }
    }

    /// The connection breaks, for a time.
    void disconnect() {
        online = false;
        connection++;
        network.tell(new Input.Disconnected(id()));
    }

    void reconnect() {
        network.tell(new Input.Connected(id()));
        connected();
    }

    /// The page is loaded again: nothing is left.
    void reload() {
        disconnect();
        member = new Member(identity, network.secureRandom);
        sequence = 0;
        sharing = false;
        network.moved.accept(this);
        reconnect();
    }

    void leave() {
        online = false;
        connection++;
        network.tell(new Input.Left(id()));
        network.clients.remove(id());
    }

    void say(long id, String text) {
        try {
            send(new Input.Application(
                    id(), id, member.epoch(), member.protect(Network.bytes(text).toArray()), null));
        } catch (MlsException e) {
            throw new AssertionError(e);
        }
    }

    void join(Input.Reason reason) {
        member.drop();
        network.moved.accept(this);
        try {
            send(new Input.Join(id(), member.newKeyPackage(network.start), reason));
        } catch (MlsException e) {
            throw new AssertionError(e);
        }
    }

    void send(Input.FromClient input) {
        var sentOn = connection;
        lastSent = later(lastSent, network.now.plus(network.delay()).plus(extraDelay));
        network.at(lastSent, () -> {
            if (connection == sentOn) {
                network.tell(input);
            }
        });
    }

    void arriving(ToMember message) {
        var sentOn = connection;
        lastArrival = later(lastArrival, network.now.plus(network.delay()));
        network.at(lastArrival, () -> {
            if (connection == sentOn && !loses.test(message)) {
                received.add(message);
                handle(message);
                network.moved.accept(this);
            }
        });
    }

    private void handle(ToMember message) {
        switch (message) {
            case ToMember.Create create -> create(create);
            case ToMember.CommitNow asked -> commit(asked);
            case ToMember.Commit commit -> process(commit);
            case ToMember.Welcome welcome -> enter(welcome);
            case ToMember.Rejoin ignored -> join(new Input.Reason.Lost());
            case ToMember.Application said -> read(said);
            case ToMember.Ack ignored -> {}
            case ToMember.Refused refused -> refused(refused);
        }
    }

    private void create(ToMember.Create create) {
        try {
            var info = member.create(new GroupTerms(create.groupId(), create.externalSender(), linkPsk));
            send(new Input.Created(id(), info));
        } catch (MlsException e) {
            join(new Input.Reason.Lost());
        }
    }

    private void commit(ToMember.CommitNow asked) {
        if (mute || !isAt(asked.groupId(), asked.epoch())) {
            return;
        }
        try {
            var made = member.commit(asked.proposals(), asked.path());
            send(meddler.meddle(
                    new Input.CommitMade(
                            id(),
                            asked.epoch(),
                            asked.round(),
                            made.commit(),
                            made.welcome().orElse(null)),
                    asked));
        } catch (MlsException e) {
            throw new AssertionError("a commit that was asked for", e);
        }
    }

    private void process(ToMember.Commit commit) {
        if (!isAt(commit.groupId(), commit.epoch())) {
            return;
        }
        try {
            member.process(commit.proposals(), commit.commit(), network.now);
        } catch (MlsException e) {
            bad++;
            join(new Input.Reason.BadCommit(commit.epoch()));
        }
    }

    private void enter(ToMember.Welcome welcome) {
        try {
            member.join(
                    new GroupTerms(welcome.groupId(), welcome.externalSender(), linkPsk),
                    welcome.epoch(),
                    welcome.welcome(),
                    welcome.tree());
        } catch (MlsException e) {
            bad++;
            join(new Input.Reason.BadWelcome());
        }
    }

    private void read(ToMember.Application said) {
        sequence = said.sequence();
        if (!member.isIn() || said.isPrivate()) {
            return;
        }
        try {
            var opened = member.unprotect(said.epoch(), said.message(), network.now);
            read.add(said.from() + ": " + new String(opened.application().toArray(), StandardCharsets.UTF_8));
        } catch (MlsException e) {
            unreadable++;
        }
    }

    private void refused(ToMember.Refused refused) {
        refusals.add(refused);
        if (refused.of() == Input.Join.class && refused.reason() == Refusal.TOO_MANY) {
            var sentOn = connection;
            network.after(PATIENCE, () -> {
                if (connection == sentOn) {
                    join(new Input.Reason.Lost());
                }
            });
        }
    }

    private boolean isAt(Bytes groupId, long epoch) {
        return member.isIn() && member.groupId().equals(groupId) && member.epoch() == epoch;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
