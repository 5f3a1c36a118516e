// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.parley.meeting.door.guard.Cidr;
import org.parley.meeting.door.guard.Part;

/// What nodes tell each other of their guards, and what else may come.
class GuardNewsTest {
    private static final ActorSystem<GuardNews> SYSTEM = ActorSystem.create(
            Behaviors.ignore(),
            "parley",
            ConfigFactory.parseResources("pekko.conf")
                    .withFallback(ConfigFactory.defaultReference())
                    .resolve());

    private static final ActorRef<GuardNews> ASKER = SYSTEM.systemActorOf(Behaviors.ignore(), "asker", Props.empty());

    private final Serialization serialization = SerializationExtension.get(SYSTEM.classicSystem());
    private final GuardNewsCodec codec = new GuardNewsCodec((ExtendedActorSystem) SYSTEM.classicSystem());

    @AfterAll
    static void stop() {
        SYSTEM.terminate();
    }

    private static List<GuardNews> allKinds() {
        return List.of(
                new GuardNews.Delta("door", new byte[] {1, 2, 3}),
                new GuardNews.Forgiven("198.51.100.7/32"),
                new GuardNews.RulesChanged(),
                new GuardNews.Wanted("sign-in", 7, ASKER),
                new GuardNews.Given("setup", 7, Part.END, new byte[40_000]));
    }

    @Test
    void all_of_it_comes_through_in_its_own_form() throws NotSerializableException {
        for (GuardNews news : allKinds()) {
            var serializer = serialization.serializerFor(news.getClass());
            assertThat(serializer).isInstanceOf(GuardNewsCodec.class);
            Object read = serialization
                    .deserialize(
                            serializer.toBinary(news),
                            serializer.identifier(),
                            Serializers.manifestFor(serializer, news))
                    .get();
            assertThat(read)
                    .usingRecursiveComparison()
                    .withEqualsForType(Object::equals, ActorRef.class)
                    .isEqualTo(news);
        }
    }

    @Test
    void whatever_else_comes_is_unreadable_and_nothing_worse() {
        assertThat(codec.fromBinary(new byte[4], "unknown.1")).isEqualTo(new GuardNews.Unreadable());
        assertThat(codec.fromBinary(new byte[1 << 20], "given.1"))
                .as("too large")
                .isEqualTo(new GuardNews.Unreadable());
        assertThat(codec.fromBinary(new byte[] {1}, "rules.1")).isEqualTo(new GuardNews.Unreadable());
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            for (GuardNews news : allKinds()) {
                byte[] bytes = codec.toBinary(news);
                byte[] broken = Arrays.copyOf(bytes, random.nextInt(Math.min(bytes.length, 100) + 4));
                if (broken.length > 0) {
                    broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
                }
                assertThat(codec.fromBinary(broken, codec.manifest(news))).isNotNull();
            }
        }
    }

    @Test
    void a_node_alone_does_nothing_and_counts_what_it_cannot_use() {
        var dropped = new AtomicInteger();
        var taken = new AtomicInteger();
        var figures = new GuardNode.Figures() {
            @Override
            public void nodes(int others) {}

            @Override
            public void sent() {}

            @Override
            public void taken() {
                taken.incrementAndGet();
            }

            @Override
            public void dropped() {
                dropped.incrementAndGet();
            }
        };
        ActorRef<GuardNode.Message> node = SYSTEM.systemActorOf(
                GuardNode.create(List.of(new Strict()), () -> {}, figures), "strict", Props.empty());
        node.tell(new GuardNews.Delta("door", new byte[3]));
        node.tell(new GuardNews.Delta("window", new byte[0]));
        node.tell(new GuardNews.Forgiven("everybody"));
        node.tell(new GuardNews.Unreadable());
        node.tell(new GuardNews.Given("door", 0, Part.END, new byte[3]));
        await().atMost(10, TimeUnit.SECONDS).until(() -> dropped.get() + taken.get() == 5);
        assertThat(dropped).hasValue(4);
    }

    /// Takes nothing, and has nothing to say to nobody.
    private static final class Strict implements SharedGuard {
        @Override
        public String name() {
            return "door";
        }

        @Override
        public Optional<byte[]> delta() {
            throw new AssertionError("there is nobody to tell");
        }

        @Override
        public void merge(byte[] delta) {
            throw new IllegalArgumentException("not a delta");
        }

        @Override
        public Part part(int from) {
            return new Part(new byte[0], Part.END);
        }

        @Override
        public void adopt(byte[] part) {
            throw new IllegalArgumentException("not a part");
        }

        @Override
        public void forgiven(Cidr network) {}

        @Override
        public void alone() {}
    }
}
