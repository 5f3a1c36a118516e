// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.Extension;
import org.parley.e2ee.mls.Proposal;
import org.parley.e2ee.mls.PublicGroup;
import org.parley.e2ee.mls.PublicMessage;
import org.parley.e2ee.mls.Suite;

/// The external sender of one group: the only secret here, and one that opens nothing. A new key for every
/// group.
final class Proposer {
    static final String IDENTITY = "parley-delivery";
    static final Bytes LINK_PSK = Bytes.copyOf("parley-link-1".getBytes(StandardCharsets.US_ASCII));

    private final KeyPair keys;
    private final SecureRandom random;

    Proposer(SecureRandom random) {
        this.random = random;
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            keys = generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }

    Bytes publicKey() {
        return Suite.rawPublicKey(keys.getPublic());
    }

    Extension extension() {
        return Extension.externalSender(publicKey(), IDENTITY);
    }

    PublicMessage propose(PublicGroup group, Proposal proposal) {
        return PublicMessage.externalProposal(keys.getPrivate(), group.groupId(), group.epoch(), proposal);
    }

    /// The nonce is as long as the hash (RFC 9420 §8.4).
    Proposal.PreSharedKey linkPsk(Suite suite) {
        var nonce = new byte[suite.hashLength()];
        random.nextBytes(nonce);
        return new Proposal.PreSharedKey(LINK_PSK, Bytes.copyOf(nonce));
    }
}
