// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.mls.TreeKEM.LeafNode;
import org.bouncycastle.mls.TreeKEM.LifeTime;
import org.bouncycastle.mls.codec.Capabilities;
import org.bouncycastle.mls.codec.Credential;
import org.bouncycastle.mls.codec.KeyPackage;
import org.bouncycastle.mls.codec.MLSInputStream;
import org.bouncycastle.mls.codec.MLSMessage;
import org.bouncycastle.mls.codec.MLSOutputStream;
import org.bouncycastle.mls.crypto.MlsCipherSuite;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.mls.Writer;

/// Bouncy Castle's MLS (bcmls 1.84). May be called from any thread: one lock stands around all of it, since
/// its cipher suites are shared and not safe for threads. What else is kept from it, because it would not
/// stand it:
///
/// - bytes from outside reach it only after `org.parley.e2ee.mls` has read them: its own decoder allocates
/// what a length field asks for (a gigabyte for a message of nine bytes) and fails on extensions that it does
/// not know;
/// - a generation far ahead, for which it would derive keys without end (`SenderData`);
/// - a Remove of its own leaf, which it refuses to process (`Member`);
/// - the leaf signatures of a tree, which it doesn't verify on joining (`BouncyNewMember`);
/// - clocks that are wrong: it compares a key package's lifetime with the system's clock, and can't be told
///   another;
/// - proposals of a round that was given up, which it can't forget (`BouncyGroup`).
final class BouncyMls implements Mls {
    /// Only ever used under the lock.
    static final MlsCipherSuite SUITE = MlsCipherSuite.BCMLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;

    private static final ReentrantLock LOCK = new ReentrantLock();

    private final SecureRandom random;

    BouncyMls(SecureRandom random) {
        this.random = random;
    }

    /// A step inside the library; it throws what it likes.
    interface Step<T> {
        @SuppressWarnings("PMD.SignatureDeclareThrowsException")
        T run() throws Exception;
    }

    /// Runs a step under the lock, and gives whatever it throws one name.
    static <T> T locked(String what, Step<T> step) throws MlsException {
        LOCK.lock();
        try {
            return step.run();
        } catch (MlsException e) {
            throw e;
        } catch (Exception e) {
            throw new MlsException(what + ": " + e.getMessage(), e);
        } finally {
            LOCK.unlock();
        }
    }

    @Override
    public NewMember newMember(Identity identity, Instant now) throws MlsException {
        return locked("key package", () -> {
            var init = SUITE.getHPKE().deserializePrivateKey(secret(), null);
            var leaf = SUITE.getHPKE().deserializePrivateKey(secret(), null);
            var signatureKey = SUITE.deserializeSignaturePrivateKey(secret());
            var signaturePrivate = SUITE.serializeSignaturePrivateKey(signatureKey.getPrivate());
            var leafNode = new LeafNode(
                    SUITE,
                    SUITE.getHPKE().serializePublicKey(leaf.getPublic()),
                    SUITE.serializeSignaturePublicKey(signatureKey.getPublic()),
                    Credential.forBasic(identity.encode().toArray()),
                    new Capabilities(),
                    lifetime(now),
                    List.of(),
                    signaturePrivate);
            var keyPackage = new KeyPackage(
                    SUITE, SUITE.getHPKE().serializePublicKey(init.getPublic()), leafNode, List.of(), signaturePrivate);
            var message = Bytes.copyOf(MLSOutputStream.encode(MLSMessage.keyPackage(keyPackage)));
            return new BouncyNewMember(random, keyPackage, message, init, leaf, signaturePrivate);
        });
    }

    private static LifeTime lifetime(Instant now) throws IOException {
        var bytes = new Writer()
                .uint64(now.minus(Duration.ofDays(1)).getEpochSecond())
                .uint64(now.plus(Duration.ofDays(2)).getEpochSecond())
                .toByteArray();
        return new LifeTime(new MLSInputStream(bytes));
    }

    private byte[] secret() {
        var secret = new byte[32];
        random.nextBytes(secret);
        return secret;
    }
}
