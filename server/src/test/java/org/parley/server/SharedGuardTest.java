// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.directory.Account;
import org.parley.directory.Accounts;
import org.parley.directory.Database;
import org.parley.directory.OperatorBook;
import org.parley.meeting.door.KeyedHash;
import org.parley.meeting.door.guard.Answer;
import org.parley.meeting.door.guard.Cidr;
import org.parley.meeting.door.guard.HandLists;
import org.parley.meeting.door.guard.HandLists.Hand;
import org.parley.meeting.door.guard.Mode;
import org.parley.meeting.door.guard.Overview;
import org.parley.meeting.door.guard.Way;
import org.parley.server.cluster.GuardSharing;
import org.parley.server.config.DataDirectory;
import org.parley.server.config.Settings;

/// Guards of several nodes of one cluster, each with an actor system of its own, on loopback.
class SharedGuardTest {
    private static final String SCANNER = "198.51.100.7";
    private static final Cidr SCANNERS = Cidr.parse(SCANNER + "/32").orElseThrow();
    private static final InstantSource CLOCK = InstantSource.system();
    private static final byte[] KEY = new byte[32];

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private Account operator;

    @BeforeEach
    void openDatabase() {
        database = opened(Database.open(Database.embedded(directory)));
        operator = new Accounts(database, CLOCK, new SecureRandom()).create("Olga", "correct horse battery");
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    private final class Node {
        final ActorSystem<Void> system;
        final DoorGuard door;
        final OperatorDesk desk;
        final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

        Node(String name, Node... first) throws Exception {
            system = ActorSystem.create(
                    Behaviors.empty(),
                    "parley",
                    ConfigFactory.parseString("""
                                    pekko {
                                      remote.artery.untrusted-mode = off
                                      cluster.gossip-interval = 200 ms
                                      cluster.leader-actions-interval = 200 ms
                                      cluster.typed.receptionist.distributed-data.gossip-interval = 200 ms
                                    }
                                    """)
                            .withFallback(ConfigFactory.parseResources("pekko.conf"))
                            .withFallback(ConfigFactory.defaultReference())
                            .resolve());
            opened(() -> {
                system.terminate();
                system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
            });
            var data = opened(DataDirectory.open(directory.resolve(name)));
            // The same on all nodes.
            Files.write(data.path().resolve("guard.key"), KEY);
            Files.write(data.path().resolve("guard-sign-in.key"), KEY);
            var settings = new Settings.Guard(Mode.ENFORCE, HandLists.NONE, Optional.empty());
            door = guard(DoorGuard.Place.DOOR, settings, data);
            var guards = List.of(door, guard(DoorGuard.Place.SIGN_IN, settings, data));
            desk = new OperatorDesk(
                    new OperatorBook(database),
                    settings,
                    guards,
                    GuardSharing.start(system, guards, metrics),
                    metrics,
                    CLOCK);
            Cluster cluster = Cluster.get(system);
            var contact = first.length == 0 ? cluster : Cluster.get(first[0].system);
            cluster.manager().tell(Join.create(contact.selfMember().address()));
            // Who asks to join before there is a cluster is heard only ten seconds later.
            soon().until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
        }

        private DoorGuard guard(DoorGuard.Place place, Settings.Guard settings, DataDirectory data) {
            return opened(DoorGuard.start(
                    place, settings, data, new KeyedHash(KEY), metrics, CLOCK, new SecureRandom(), (_, _) -> {}));
        }

        Answer ask(String from, String solution) throws Exception {
            return door.ask(
                    InetAddress.ofLiteral(from),
                    "meet.example",
                    "12345678901",
                    Way.PASSCODE,
                    solution.isEmpty() ? null : solution);
        }

        /// Fails, and solves what is asked for, until it is blocked; returns how often it could.
        int scan(String from, int most) throws Exception {
            for (int failed = 0; failed < most; ) {
                Answer answer = ask(from, "");
                if (answer instanceof Answer.Work(var challenge)) {
                    answer = ask(from, Proofs.solve(challenge.token(), challenge.hashes()));
                }
                switch (answer) {
                    case Answer.GoOn(Duration _, var charge) -> {
                        door.report(charge, false);
                        failed++;
                    }
                    case Answer.Work _ -> throw new AssertionError("a solution was not taken");
                    case Answer.Blocked _ -> {
                        return failed;
                    }
                }
            }
            return most;
        }

        Optional<Overview.Watched> watched(Cidr network) {
            return door.overview().watched().stream()
                    .filter(each -> each.network().equals(network.toString()))
                    .findFirst();
        }

        boolean blocks(Cidr network) {
            return watched(network)
                    .filter(each -> each.step() == Overview.Step.BLOCKED)
                    .isPresent();
        }

        boolean sees(int nodes) {
            return metrics.get("parley.guard.nodes").gauge().value() == nodes;
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(20, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(100));
    }

    @Test
    void what_one_node_learns_all_know_and_one_that_comes_late_too() throws Exception {
        var one = new Node("one");
        soon().until(() ->
                Cluster.get(one.system).selfMember().status().toString().equals("Up"));
        one.scan("192.0.2.99", 30);
        var other = new Node("other", one);
        soon().until(() -> one.sees(1) && other.sees(1));

        soon().until(() -> other.blocks(Cidr.parse("192.0.2.99/32").orElseThrow()));
        assertThat(one.scan(SCANNER, 30)).isBetween(20, 21);
        soon().until(() -> other.blocks(SCANNERS));
        assertThat(other.ask(SCANNER, "")).isInstanceOf(Answer.Blocked.class);

        var late = new Node("late", one);
        soon().until(() -> late.blocks(SCANNERS));
        assertThat(late.watched(SCANNERS).orElseThrow().blocks()).isEqualTo(1);
        assertThat(late.ask(SCANNER, "")).isInstanceOf(Answer.Blocked.class);
        soon().until(() -> late.sees(2) && other.sees(2));

        assertThat(other.desk.forgive(operator, SCANNERS)).isTrue();
        soon().until(() -> !one.blocks(SCANNERS) && !late.blocks(SCANNERS));
        assertThat(one.ask(SCANNER, "")).isNotInstanceOf(Answer.Blocked.class);

        Cidr byHand = Cidr.parse("203.0.113.0/24").orElseThrow();
        InetAddress desk = InetAddress.ofLiteral("127.0.0.1");
        assertThat(late.desk.decide(operator, byHand, Hand.BLOCKED, "", Optional.empty(), desk))
                .isEmpty();
        soon().until(() ->
                one.desk.hand(byHand).isPresent() && other.desk.rules().size() == 1);
        assertThat(one.ask("203.0.113.5", "")).isInstanceOf(Answer.Blocked.class);
        assertThat(late.desk.lift(operator, byHand)).isTrue();
        soon().until(() -> one.desk.rules().isEmpty() && other.desk.rules().isEmpty());
        assertThat(one.ask("203.0.113.5", "")).isNotInstanceOf(Answer.Blocked.class);

        assertThat(one.metrics.get("parley.guard.news.dropped").counter().count())
                .isZero();
    }

    @Test
    void two_nodes_together_stop_a_scan_that_each_sees_half_of() throws Exception {
        var one = new Node("one");
        var other = new Node("other", one);
        soon().until(() -> one.sees(1) && other.sees(1));
        assertThat(one.scan(SCANNER, 12)).isEqualTo(12);
        // What was counted at the one makes it work at the other.
        soon().until(() -> other.watched(SCANNERS).isPresent());
        assertThat(other.scan(SCANNER, 30)).isBetween(7, 10);
        soon().until(() -> one.blocks(SCANNERS));
    }
}
