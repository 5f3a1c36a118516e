// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.security.SecureRandom;
import java.util.List;
import org.parley.e2ee.mls.GroupContext;
import org.parley.e2ee.mls.Proposal.PreSharedKey;
import org.parley.e2ee.mls.Suite;
import org.parley.e2ee.mls.Writer;

/// The secrets of one epoch (RFC 9420 §8). Can't print itself.
final class KeySchedule {
    private static final byte[] ZERO = new byte[Kdf.LENGTH];

    private final byte[] initSecret;
    private final byte[] confirmationKey;
    private final byte[] membershipKey;
    private final byte[] exporterSecret;
    final byte[] senderDataSecret;
    final byte[] encryptionSecret;
    final byte[] epochAuthenticator;

    private KeySchedule(byte[] epochSecret) {
        initSecret = Kdf.deriveSecret(epochSecret, "init");
        confirmationKey = Kdf.deriveSecret(epochSecret, "confirm");
        membershipKey = Kdf.deriveSecret(epochSecret, "membership");
        exporterSecret = Kdf.deriveSecret(epochSecret, "exporter");
        senderDataSecret = Kdf.deriveSecret(epochSecret, "sender data");
        encryptionSecret = Kdf.deriveSecret(epochSecret, "encryption");
        epochAuthenticator = Kdf.deriveSecret(epochSecret, "authentication");
    }

    static KeySchedule first(SecureRandom random) {
        var epochSecret = new byte[Kdf.LENGTH];
        random.nextBytes(epochSecret);
        return new KeySchedule(epochSecret);
    }

    /// What a newcomer is given: enough for the epoch it enters, and for none before.
    static final class Joiner {
        final byte[] secret;
        private final byte[] memberSecret;

        Joiner(byte[] secret, byte[] pskSecret) {
            this.secret = secret;
            this.memberSecret = Kdf.extract(secret, pskSecret);
        }

        byte[] welcomeKey() {
            return Kdf.expandWithLabel(welcomeSecret(), "key", new byte[0], Kdf.KEY_LENGTH);
        }

        byte[] welcomeNonce() {
            return Kdf.expandWithLabel(welcomeSecret(), "nonce", new byte[0], Kdf.NONCE_LENGTH);
        }

        KeySchedule enter(GroupContext context) {
            return new KeySchedule(Kdf.expandWithLabel(memberSecret, "epoch", context.encode(), Kdf.LENGTH));
        }

        private byte[] welcomeSecret() {
            return Kdf.deriveSecret(memberSecret, "welcome");
        }
    }

    /// `commitSecret` from the path, or empty without one.
    Joiner next(byte[] commitSecret, byte[] pskSecret, GroupContext nextContext) {
        var pre = Kdf.extract(initSecret, commitSecret.length == 0 ? ZERO : commitSecret);
        return new Joiner(Kdf.expandWithLabel(pre, "joiner", nextContext.encode(), Kdf.LENGTH), pskSecret);
    }

    /// RFC 9420 §8.4; every one of `ids` stands for the same `psk`.
    static byte[] pskSecret(List<PreSharedKey> ids, byte[] psk) {
        var secret = ZERO;
        for (var i = 0; i < ids.size(); i++) {
            var label = new Writer();
            ids.get(i).writeId(label);
            label.uint16(i).uint16(ids.size());
            var input = Kdf.expandWithLabel(Kdf.extract(ZERO, psk), "derived psk", label.toByteArray(), Kdf.LENGTH);
            secret = Kdf.extract(input, secret);
        }
        return secret;
    }

    byte[] confirmationTag(GroupContext context) {
        return Kdf.hmac(confirmationKey, context.confirmedTranscriptHash().toArray());
    }

    byte[] membershipTag(byte[] toBeTagged) {
        return Kdf.hmac(membershipKey, toBeTagged);
    }

    /// RFC 9420 §8.5.
    byte[] export(String label, byte[] context, int length) {
        var hash = Suite.CLASSICAL.hash(context).toArray();
        return Kdf.expandWithLabel(Kdf.deriveSecret(exporterSecret, label), "exported", hash, length);
    }

    @Override
    public String toString() {
        return "KeySchedule";
    }
}
