// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.ContentType;
import org.parley.e2ee.mls.GroupContext;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.PrivateMessage;
import org.parley.e2ee.mls.RatchetTree;
import org.parley.e2ee.mls.Reader;
import org.parley.e2ee.mls.Suite;
import org.parley.e2ee.mls.Writer;

/// Application messages of one epoch (RFC 9420 §6.3). For one thread at a time: keys are used up.
final class Application {
    /// Lengths are rounded up to this, so that a short word and another look the same.
    private static final int PADDING = 64;

    private static final int GUARD = 4;

    private final GroupContext context;
    private final RatchetTree tree;
    private final byte[] senderDataSecret;
    private final SecretTree secrets;

    Application(GroupContext context, RatchetTree tree, KeySchedule keys) {
        this.context = context;
        this.tree = tree;
        this.senderDataSecret = keys.senderDataSecret;
        this.secrets = new SecretTree(tree.leafCount(), keys.encryptionSecret);
    }

    private record SenderData(int leaf, int generation, Bytes guard) {
        @Override
        public String toString() {
            return "SenderData";
        }
    }

    PrivateMessage protect(int leaf, byte[] application, PrivateKey signatureKey, SecureRandom random) {
        var signature = Suite.signWithLabel(signatureKey, "FramedContentTBS", toBeSigned(leaf, application));
        var content = new Writer().opaque(application).opaque(signature).toByteArray();
        var padded = Arrays.copyOf(content, (content.length + PADDING - 1) / PADDING * PADDING);
        var guard = new byte[GUARD];
        random.nextBytes(guard);
        var keys = secrets.next(leaf);
        var ciphertext = Kdf.seal(keys.key, Kdf.xorInto(keys.nonce, guard), contentAad(), padded);
        var senderData =
                new Writer().uint32(leaf).uint32(keys.generation).raw(guard).toByteArray();
        return new PrivateMessage(
                context.groupId(),
                context.epoch(),
                ContentType.APPLICATION,
                Bytes.EMPTY,
                Bytes.copyOf(Kdf.seal(senderKey(ciphertext), senderNonce(ciphertext), senderAad(), senderData)),
                Bytes.copyOf(ciphertext));
    }

    Member.Opened unprotect(PrivateMessage message, int ownLeaf) throws MlsException {
        try {
            var ciphertext = message.ciphertext().toArray();
            var sender = senderData(Kdf.open(
                    senderKey(ciphertext),
                    senderNonce(ciphertext),
                    senderAad(),
                    message.encryptedSenderData().toArray()));
            var leaf = tree.leaf(sender.leaf)
                    .filter(ignored -> sender.leaf != ownLeaf)
                    .orElseThrow(() -> new MlsException("a message of nobody else in the group"));
            var keys = secrets.take(sender.leaf, sender.generation);
            var content = Kdf.open(keys.key, Kdf.xorInto(keys.nonce, sender.guard.toArray()), contentAad(), ciphertext);
            var in = new Reader(content);
            var application = in.opaque();
            var signature = in.opaque();
            while (in.remaining() > 0) {
                if (in.uint8() != 0) {
                    throw new Malformed("padding that is not zero");
                }
            }
            if (!Suite.verifyWithLabel(
                    leaf.signatureKey(),
                    "FramedContentTBS",
                    toBeSigned(sender.leaf, application.toArray()),
                    signature)) {
                throw new MlsException("a message that its sender has not signed");
            }
            return new Member.Opened(sender.leaf, application);
        } catch (Malformed e) {
            throw new MlsException("malformed: " + e.getMessage(), e);
        }
    }

    private static SenderData senderData(byte[] bytes) throws Malformed {
        return Reader.whole(bytes, in -> {
            var leaf = in.smallUint32();
            var generation = in.smallUint32();
            var guard = new byte[GUARD];
            for (var i = 0; i < GUARD; i++) {
                guard[i] = (byte) in.uint8();
            }
            return new SenderData(leaf, generation, Bytes.copyOf(guard));
        });
    }

    private byte[] toBeSigned(int leaf, byte[] application) {
        return new Writer()
                .uint16(MlsMessage.MLS10)
                .uint16(MlsMessage.PRIVATE_MESSAGE)
                .opaque(context.groupId())
                .uint64(context.epoch())
                .uint8(1)
                .uint32(leaf)
                .opaque(Bytes.EMPTY)
                .uint8(ContentType.APPLICATION)
                .opaque(application)
                .raw(context.encode())
                .toByteArray();
    }

    private byte[] senderKey(byte[] ciphertext) {
        return Kdf.expandWithLabel(senderDataSecret, "key", sample(ciphertext), Kdf.KEY_LENGTH);
    }

    private byte[] senderNonce(byte[] ciphertext) {
        return Kdf.expandWithLabel(senderDataSecret, "nonce", sample(ciphertext), Kdf.NONCE_LENGTH);
    }

    private static byte[] sample(byte[] ciphertext) {
        return Arrays.copyOf(ciphertext, Math.min(ciphertext.length, Kdf.LENGTH));
    }

    private byte[] senderAad() {
        return new Writer()
                .opaque(context.groupId())
                .uint64(context.epoch())
                .uint8(ContentType.APPLICATION)
                .toByteArray();
    }

    private byte[] contentAad() {
        return new Writer().raw(senderAad()).opaque(Bytes.EMPTY).toByteArray();
    }
}
