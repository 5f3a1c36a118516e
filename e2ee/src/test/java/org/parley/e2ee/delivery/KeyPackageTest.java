// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.Identity.Kind;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.mls.Capabilities;
import org.parley.e2ee.mls.Credential;
import org.parley.e2ee.mls.Extension;
import org.parley.e2ee.mls.KeyPackage;
import org.parley.e2ee.mls.LeafNode;
import org.parley.e2ee.mls.LeafSource;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.Suite;

/// Which key packages are let in, and what is said of the others.
class KeyPackageTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Identity ADA = new Identity(Kind.BROWSER, new ParticipantId("ada"));
    private static final Identity EVE = new Identity(Kind.BROWSER, new ParticipantId("eve"));

    private final SecureRandom random = new SecureRandom();
    private final Delivery delivery = new Delivery(Suite.CLASSICAL, false, random);
    private Instant now = NOW;

    private record Made(KeyPackage keyPackage, KeyPair keys) {}

    @BeforeEach
    void two_are_admitted() {
        delivery.on(new Input.Admitted(ADA), NOW);
        delivery.on(new Input.Admitted(EVE), NOW);
    }

    @Test
    void a_good_one_is_taken() {
        assertThat(join(ADA, made(ADA).keyPackage)).isNull();
    }

    @Test
    void one_that_came_before_is_refused() {
        var once = made(ADA).keyPackage;
        join(ADA, once);
        assertThat(join(ADA, once)).isEqualTo(Refusal.KEY_PACKAGE);
    }

    @Test
    void somebody_elses_is_refused() {
        assertThat(join(EVE, made(ADA).keyPackage)).isEqualTo(Refusal.KEY_PACKAGE);
    }

    @Test
    void one_with_a_key_that_somebody_else_has_is_refused() {
        var adas = made(ADA);
        join(ADA, adas.keyPackage);
        var copied =
                changed(EVE, leaf -> withKeys(leaf, adas.keyPackage.leafNode().encryptionKey()));
        assertThat(join(EVE, copied)).isEqualTo(Refusal.KEY_PACKAGE);
    }

    @Test
    void one_that_has_expired_or_is_not_valid_yet_is_refused_with_the_time() {
        for (var lifetime : List.of(
                new LeafSource.KeyPackage(0, NOW.getEpochSecond()),
                new LeafSource.KeyPackage(NOW.getEpochSecond() + 1000, NOW.getEpochSecond() + 2000),
                new LeafSource.KeyPackage(0, -1),
                new LeafSource.KeyPackage(NOW.getEpochSecond() - 1, NOW.getEpochSecond() + 8 * 24 * 3600))) {
            assertThat(join(ADA, changed(ADA, leaf -> withSource(leaf, lifetime))))
                    .isEqualTo(Refusal.LIFETIME);
            now = now.plus(Duration.ofSeconds(6));
        }
    }

    @Test
    void one_of_another_suite_is_refused() {
        var made = made(ADA);
        var other = new KeyPackage(2, made.keyPackage.initKey(), made.keyPackage.leafNode(), List.of(), Bytes.EMPTY)
                .sign(made.keys.getPrivate());
        assertThat(join(ADA, other)).isEqualTo(Refusal.KEY_PACKAGE);
    }

    @Test
    void one_with_extensions_is_refused() {
        var made = made(ADA);
        var lastResort = List.of(new Extension(10, Bytes.EMPTY));
        var other = new KeyPackage(
                        Suite.CLASSICAL.id(),
                        made.keyPackage.initKey(),
                        made.keyPackage.leafNode(),
                        lastResort,
                        Bytes.EMPTY)
                .sign(made.keys.getPrivate());
        assertThat(join(ADA, other)).isEqualTo(Refusal.KEY_PACKAGE);
    }

    @Test
    void one_that_another_key_has_signed_is_refused() {
        var forged = made(ADA).keyPackage.sign(keys().getPrivate());
        assertThat(join(ADA, forged)).isEqualTo(Refusal.KEY_PACKAGE);
    }

    @Test
    void one_that_is_too_large_is_refused_unread() {
        var refused = refusal(delivery.on(
                new Input.Join(
                        ADA.participant(),
                        Bytes.copyOf(new byte[Limits.KEY_PACKAGE_BYTES + 1]),
                        new Input.Reason.New()),
                now));
        assertThat(refused).isEqualTo(Refusal.TOO_LARGE);
    }

    @Test
    void a_flood_is_refused_until_it_has_been_quiet() {
        for (var i = 0; i < 3; i++) {
            assertThat(join(ADA, made(ADA).keyPackage)).isNull();
        }
        assertThat(join(ADA, made(ADA).keyPackage)).isEqualTo(Refusal.TOO_MANY);
        assertThat(join(EVE, made(EVE).keyPackage)).isNull();
        now = now.plus(Duration.ofSeconds(6));
        assertThat(join(ADA, made(ADA).keyPackage)).isNull();
    }

    private @Nullable Refusal join(Identity from, KeyPackage keyPackage) {
        return refusal(delivery.on(
                new Input.Join(
                        from.participant(), new MlsMessage.OfKeyPackage(keyPackage).encode(), new Input.Reason.New()),
                now));
    }

    private static @Nullable Refusal refusal(List<Output> outputs) {
        for (var output : outputs) {
            if (output instanceof Output.Send send && send.message() instanceof ToMember.Refused refused) {
                return refused.reason();
            }
        }
        return null;
    }

    private Made made(Identity identity) {
        var keys = keys();
        var leaf = new LeafNode(
                        fresh(),
                        Suite.rawPublicKey(keys.getPublic()),
                        new Credential(identity.encode()),
                        new Capabilities(List.of(1), List.of(1), List.of(), List.of(), List.of(1)),
                        new LeafSource.KeyPackage(NOW.getEpochSecond() - 3600, NOW.getEpochSecond() + 3600),
                        List.of(),
                        Bytes.EMPTY)
                .sign(keys.getPrivate(), Bytes.EMPTY, 0);
        var keyPackage =
                new KeyPackage(Suite.CLASSICAL.id(), fresh(), leaf, List.of(), Bytes.EMPTY).sign(keys.getPrivate());
        return new Made(keyPackage, keys);
    }

    /// A good key package but for its leaf.
    private KeyPackage changed(Identity identity, UnaryOperator<LeafNode> change) {
        var made = made(identity);
        var leaf = change.apply(made.keyPackage.leafNode()).sign(made.keys.getPrivate(), Bytes.EMPTY, 0);
        return new KeyPackage(Suite.CLASSICAL.id(), made.keyPackage.initKey(), leaf, List.of(), Bytes.EMPTY)
                .sign(made.keys.getPrivate());
    }

    private static LeafNode withKeys(LeafNode leaf, Bytes encryptionKey) {
        return new LeafNode(
                encryptionKey,
                leaf.signatureKey(),
                leaf.credential(),
                leaf.capabilities(),
                leaf.source(),
                leaf.extensions(),
                leaf.signature());
    }

    private static LeafNode withSource(LeafNode leaf, LeafSource source) {
        return new LeafNode(
                leaf.encryptionKey(),
                leaf.signatureKey(),
                leaf.credential(),
                leaf.capabilities(),
                source,
                leaf.extensions(),
                leaf.signature());
    }

    private Bytes fresh() {
        var key = new byte[Suite.CLASSICAL.keyLength()];
        random.nextBytes(key);
        return Bytes.copyOf(key);
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
