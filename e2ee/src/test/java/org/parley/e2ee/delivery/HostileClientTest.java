// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.e2ee.delivery.Meetings.assertAllDecrypt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.ParticipantId;

/// A participant that sends whatever may hurt: the service answers, and nobody else notices.
class HostileClientTest {
    private static final int ROUNDS = 3000;

    private final Network network = new Network(61);
    private final List<Bytes> heard = new ArrayList<>();

    @Test
    void nothing_that_one_client_sends_disturbs_the_others() {
        for (var name : List.of("ada", "lin", "mallory")) {
            network.admit(name);
            network.run(Duration.ofMillis(200));
        }
        var mallory = network.client("mallory");
        mallory.loses = message -> true;
        var outputs = 0;
        for (var i = 0; i < ROUNDS; i++) {
            network.log.clear();
            outputs += network.tell(rubbish(mallory.id())).size();
            collect();
            if (i % 20 == 0) {
                network.run(Duration.ofMillis(100));
            }
        }
        network.run(Duration.ofSeconds(5));

        assertThat(outputs).as("answers to %d messages", ROUNDS).isLessThan(3 * ROUNDS);
        assertThat(network.client("ada").bad + network.client("lin").bad).isZero();
        network.client("mallory").leave();
        network.run(Duration.ofSeconds(5));
        assertAllDecrypt(network);
        assertThat(network.client("ada").member.roster()).hasSize(2);
    }

    private Input.FromClient rubbish(ParticipantId from) {
        var random = network.random;
        var epoch = random.nextInt(8) == 0
                ? random.nextLong()
                : network.client("ada").member.epoch() - random.nextInt(2);
        return switch (random.nextInt(5)) {
            case 0 ->
                new Input.Join(
                        from,
                        bytes(),
                        random.nextBoolean() ? new Input.Reason.BadCommit(epoch) : new Input.Reason.BadWelcome());
            case 1 ->
                new Input.Sync(
                        from,
                        random.nextBoolean() ? network.client("ada").member.groupId() : bytes(),
                        epoch,
                        random.nextLong());
            case 2 -> new Input.Created(from, bytes());
            case 3 ->
                new Input.CommitMade(from, epoch, random.nextInt(20), bytes(), random.nextBoolean() ? bytes() : null);
            default ->
                new Input.Application(
                        from,
                        random.nextLong(),
                        epoch,
                        bytes(),
                        random.nextBoolean() ? null : new ParticipantId(random.nextBoolean() ? "lin" : "nobody"));
        };
    }

    /// Noise, or something that was said before, whole or with a fault in it.
    private Bytes bytes() {
        var random = network.random;
        if (heard.isEmpty() || random.nextInt(4) == 0) {
            var noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return Bytes.copyOf(noise);
        }
        var bytes = heard.get(random.nextInt(heard.size())).toArray();
        if (random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return Bytes.copyOf(bytes);
    }

    private void collect() {
        network.sent(ToMember.Commit.class).forEach(commit -> heard.add(commit.commit()));
        network.sent(ToMember.CommitNow.class).forEach(asked -> heard.addAll(asked.proposals()));
        network.sent(ToMember.Welcome.class).forEach(welcome -> heard.add(welcome.welcome()));
        network.sent(ToMember.Application.class).forEach(said -> heard.add(said.message()));
        while (heard.size() > 200) {
            heard.removeFirst();
        }
    }
}
