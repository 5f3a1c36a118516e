// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.mls;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.Identity.Kind;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.delivery.Delivery;
import org.parley.e2ee.delivery.Input;
import org.parley.e2ee.delivery.Output;
import org.parley.e2ee.delivery.ToMember;
import org.parley.e2ee.member.GroupTerms;
import org.parley.e2ee.member.Member;
import org.parley.e2ee.member.MlsException;
import org.parley.e2ee.mls.Suite;

/// A delivery service in virtual time with two members that work, and as many others that only take up
/// leaves. For one thread.
public final class Crowd {
    private static final Duration ROTATION = Duration.ofMinutes(10);
    private static final Duration BATCH = Duration.ofSeconds(2);
    private static final int AT_ONCE = 25;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final SecureRandom random = new SecureRandom();
    private final Delivery delivery = new Delivery(Suite.CLASSICAL, false, random);
    private final List<Member> working = new ArrayList<>();
    private final Deque<Member> others = new ArrayDeque<>();
    private Instant now = Instant.now();
    private int named;

    /// One commit. Times are CPU milliseconds of this thread: `making` of its author, `checking` of the
    /// delivery service, `following` of another member, `joining` of a newcomer (0 without).
    public record Change(
            double commitBytes,
            double proposalBytes,
            double welcomeBytes,
            double making,
            double checking,
            double following,
            double joining) {}

    public Crowd() throws MlsException {
        for (var i = 0; i < 2; i++) {
            var member = newMember();
            working.add(member);
            enter(List.of(member));
        }
    }

    public int size() {
        return working.size() + others.size();
    }

    /// Adds in batches, with rotations between, as in a meeting that people come to.
    public void growTo(int size) throws MlsException {
        while (size() < size) {
            var batch = new ArrayList<Member>();
            while (batch.size() < AT_ONCE && size() + batch.size() < size) {
                batch.add(newMember());
            }
            enter(batch);
            others.addAll(batch);
            rotate();
            rotate();
        }
    }

    /// One more comes in.
    public Change add() throws MlsException {
        var member = newMember();
        var change = enter(List.of(member));
        others.add(member);
        return change;
    }

    /// The schedule asks for fresh keys.
    public Change rotate() throws MlsException {
        now = now.plus(ROTATION);
        return change(delivery.on(new Input.Tick(), now), List.of());
    }

    /// The last to come leaves; in a group of two it comes again first.
    public Change removeLast() throws MlsException {
        if (others.isEmpty()) {
            add();
        }
        var gone = others.removeLast();
        return change(delivery.on(new Input.Left(gone.identity().participant()), now), List.of());
    }

    private Member newMember() {
        var id = new ParticipantId("p" + named++);
        return new Member(new Identity(Kind.BROWSER, id), random);
    }

    private Change enter(List<Member> newcomers) throws MlsException {
        var outputs = new ArrayList<Output>();
        for (var newcomer : newcomers) {
            delivery.on(new Input.Admitted(newcomer.identity()), now);
            var id = newcomer.identity().participant();
            outputs.addAll(delivery.on(new Input.Join(id, newcomer.newKeyPackage(now), new Input.Reason.New()), now));
        }
        for (var output : outputs) {
            if (output instanceof Output.Send send && send.message() instanceof ToMember.Create create) {
                var founder = newcomers.getFirst();
                var info = founder.create(new GroupTerms(create.groupId(), create.externalSender(), Optional.empty()));
                delivery.on(new Input.Created(send.to(), info), now);
                return new Change(0, 0, 0, 0, 0, 0, 0);
            }
        }
        now = now.plus(BATCH);
        outputs.addAll(delivery.on(new Input.Tick(), now));
        var change = change(outputs, newcomers);
        // Whoever is away is not asked to commit, and stays in the tree.
        newcomers.stream()
                .filter(newcomer -> !working.contains(newcomer))
                .forEach(newcomer ->
                        delivery.on(new Input.Disconnected(newcomer.identity().participant()), now));
        return change;
    }

    private Change change(List<Output> outputs, List<Member> newcomers) throws MlsException {
        var asked = outputs.stream()
                .filter(output -> output instanceof Output.Send send && send.message() instanceof ToMember.CommitNow)
                .map(Output.Send.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody was asked to commit"));
        var author = working.stream()
                .filter(member -> member.identity().participant().equals(asked.to()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("somebody was asked who does not work"));
        var asking = (ToMember.CommitNow) asked.message();

        var start = cpu();
        var made = author.commit(asking.proposals(), asking.path());
        var done = cpu();
        var told = delivery.on(
                new Input.CommitMade(
                        asked.to(),
                        asking.epoch(),
                        asking.round(),
                        made.commit(),
                        made.welcome().orElse(null)),
                now);
        var checked = cpu();

        var following = OptionalDouble.empty();
        var joining = OptionalDouble.empty();
        var welcomeBytes = 0;
        for (var output : told) {
            if (!(output instanceof Output.Send send)) {
                continue;
            }
            if (send.message() instanceof ToMember.Commit commit) {
                for (var member : working) {
                    if (member.identity().participant().equals(send.to()) && member.isIn()) {
                        var before = cpu();
                        member.process(commit.proposals(), commit.commit(), now);
                        if (member != author) {
                            following = OptionalDouble.of(millis(before, cpu()));
                        }
                    }
                }
            } else if (send.message() instanceof ToMember.Welcome welcome) {
                welcomeBytes = welcome.welcome().length() + welcome.tree().length();
                for (var newcomer : newcomers) {
                    if (newcomer.identity().participant().equals(send.to())) {
                        var before = cpu();
                        newcomer.join(
                                new GroupTerms(welcome.groupId(), welcome.externalSender(), Optional.empty()),
                                welcome.epoch(),
                                welcome.welcome(),
                                welcome.tree());
                        joining = OptionalDouble.of(millis(before, cpu()));
                    }
                }
            }
        }
        return new Change(
                made.commit().length(),
                asking.proposals().stream().mapToInt(Bytes::length).sum(),
                welcomeBytes,
                millis(start, done),
                millis(done, checked),
                following.orElse(0),
                joining.orElse(0));
    }

    private static double millis(long from, long to) {
        return (to - from) / NANOS_PER_MILLI;
    }

    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
