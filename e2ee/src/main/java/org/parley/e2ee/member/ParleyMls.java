// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.mls.Capabilities;
import org.parley.e2ee.mls.Credential;
import org.parley.e2ee.mls.KeyPackage;
import org.parley.e2ee.mls.LeafNode;
import org.parley.e2ee.mls.LeafSource;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.Suite;

/// MLS with suite 1, as far as our groups use it. From any thread. Why it is our own: docs/end-to-end.md, "Why not
/// bcmls".
final class ParleyMls implements Mls {
    /// Wide enough for clocks that are hours off (docs/end-to-end.md, "The group").
    private static final Duration BEFORE = Duration.ofDays(1);

    private static final Duration AFTER = Duration.ofDays(2);
    private static final Capabilities CAPABILITIES = new Capabilities(
            List.of(MlsMessage.MLS10), List.of(Suite.CLASSICAL.id()), List.of(), List.of(), List.of(Credential.BASIC));

    private final SecureRandom random;

    ParleyMls(SecureRandom random) {
        this.random = random;
    }

    @Override
    public NewMember newMember(Identity identity, Instant now) {
        var init = Hpke.generate(random);
        var leafKeys = Hpke.generate(random);
        var signatureKeys = signatureKeys();
        var lifetime = new LeafSource.KeyPackage(
                now.minus(BEFORE).getEpochSecond(), now.plus(AFTER).getEpochSecond());
        var leaf = new LeafNode(
                        leafKeys.publicKey,
                        Suite.rawPublicKey(signatureKeys.getPublic()),
                        new Credential(identity.encode()),
                        CAPABILITIES,
                        lifetime,
                        List.of(),
                        Bytes.EMPTY)
                .sign(signatureKeys.getPrivate(), Bytes.EMPTY, 0);
        var keyPackage = new KeyPackage(Suite.CLASSICAL.id(), init.publicKey, leaf, List.of(), Bytes.EMPTY)
                .sign(signatureKeys.getPrivate());
        return new ParleyNewMember(random, keyPackage, init, leafKeys, signatureKeys.getPrivate());
    }

    private KeyPair signatureKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }
}
