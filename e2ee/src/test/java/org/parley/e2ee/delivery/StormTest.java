// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.e2ee.delivery.Meetings.assertAllDecrypt;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity.Kind;
import org.parley.e2ee.member.LinkPsk;
import org.parley.e2ee.sframe.Stream;

/// Random steps of people coming, going, sharing, reloading and losing their connection. The seed is the parameter.
class StormTest {
    private static final int MOST = 5;

    private int named;

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 100"})
    void in_a_storm_whoever_is_shown_as_able_to_is_decrypted_within_two_seconds_and_the_others_with_a_reason(
            long seed, int steps) {
        var network = new Network(seed, seed % 2 == 0);
        network.longestDelay = Duration.ofMillis(150);
        var frames = new Frames(network);
        for (var i = 0; i < steps; i++) {
            step(network);
            network.run(Duration.ofMillis(network.random.nextInt(400)));
        }
        network.clients.values().stream().filter(client -> !client.online).forEach(Client::reconnect);
        network.run(Duration.ofSeconds(3));
        frames.forget();
        network.run(Duration.ofMillis(500));

        assertThat(network.present()).as("seed %d", seed).isNotEmpty();
        assertAllDecrypt(network);
        assertThat(frames.faults).as("seed %d", seed).isEmpty();
        assertThat(frames.opened.keySet()).as("seed %d", seed).isEqualTo(everyStream(network));
        assertThat(frames.openedFrames).isGreaterThan(20L * steps);
        assertThat(frames.shown.keySet())
                .as("whose frames could not be opened, and why")
                .allMatch(line ->
                        line.matches("p\\d+ < p\\d+: (no keys yet|not in the group yet|UNKNOWN_KEY|OTHER_SENDER)"));
        assertThat(network.clients.values())
                .as("commits that could not be processed, seed %d", seed)
                .allSatisfy(client -> assertThat(client.bad + client.unreadable).isZero());
        assertThat(network.all(Output.Blamed.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 100", "4, 100"})
    void a_storm_with_members_that_misbehave_ends_with_everybody_decrypting(long seed, int steps) {
        var network = new Network(seed);
        network.longestDelay = Duration.ofMillis(150);
        for (var i = 0; i < steps; i++) {
            step(network);
            misbehave(network);
            network.run(Duration.ofMillis(network.random.nextInt(600)));
        }
        network.clients.values().forEach(client -> {
            client.mute = false;
            client.meddler = (made, asked) -> made;
        });
        network.clients.values().stream().filter(client -> !client.online).forEach(Client::reconnect);
        network.run(Duration.ofSeconds(60));

        assertAllDecrypt(network);
    }

    private static Set<String> everyStream(Network network) {
        var pairs = new TreeSet<String>();
        for (var to : network.present()) {
            for (var from : network.present()) {
                if (to != from) {
                    pairs.add(Frames.pair(to, from, Stream.MICROPHONE));
                }
                if (to != from && from.sharing) {
                    pairs.add(Frames.pair(to, from, Stream.SCREEN));
                }
            }
        }
        return pairs;
    }

    private void step(Network network) {
        var present = network.present();
        var one = present.isEmpty() ? null : present.get(network.random.nextInt(present.size()));
        switch (one == null ? 0 : network.random.nextInt(12)) {
            case 0, 1, 2 -> {
                if (network.clients.size() < MOST) {
                    admit(network);
                }
            }
            case 3 -> Objects.requireNonNull(one).leave();
            case 4 -> Objects.requireNonNull(one).reload();
            case 5, 6 -> {
                var cut = Objects.requireNonNull(one);
                cut.disconnect();
                network.after(Duration.ofMillis(network.random.nextInt(2000)), () -> {
                    if (network.clients.containsValue(cut) && !cut.online) {
                        cut.reconnect();
                    }
                });
            }
            case 7, 8 -> {
                var sharer = Objects.requireNonNull(one);
                sharer.sharing = !sharer.sharing;
            }
            default -> {
                var speaker = Objects.requireNonNull(one);
                if (speaker.member.isIn()) {
                    speaker.say(1, "hello");
                }
            }
        }
    }

    private void admit(Network network) {
        var kind = List.of(Kind.values()).get(network.random.nextInt(Kind.values().length));
        var client = network.admit("p" + named++, kind);
        if (network.linkBound) {
            client.linkPsk = Optional.of(new LinkPsk(new byte[] {9}));
        }
    }

    /// Somebody stops committing, or commits what the others can't process, for a while.
    private static void misbehave(Network network) {
        for (var client : List.copyOf(network.present())) {
            if (network.random.nextInt(60) != 0) {
                continue;
            }
            client.mute = network.random.nextBoolean();
            client.meddler = network.random.nextInt(3) != 0
                    ? (made, asked) -> made
                    : (made, asked) -> {
                        var bytes = made.commit().toArray();
                        bytes[network.random.nextInt(bytes.length)] ^= 1;
                        return new Input.CommitMade(
                                client.id(), made.epoch(), made.round(), Bytes.copyOf(bytes), made.welcome());
                    };
        }
    }
}
