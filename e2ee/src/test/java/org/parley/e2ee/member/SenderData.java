// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import org.bouncycastle.mls.KeyScheduleEpoch;
import org.bouncycastle.mls.crypto.Secret;
import org.parley.e2ee.mls.PrivateMessage;
import org.parley.e2ee.mls.Reader;
import org.parley.e2ee.mls.Writer;

/// Who sent a PrivateMessage, and with which key of theirs (RFC 9420 §6.3.2). bcmls does not tell the sender,
/// and derives keys up to any generation that a member names: we look first.
record SenderData(int leafIndex, int generation) {
    /// More than anybody sends in an epoch. A member that skips more than this is not listened to any more in
    /// it.
    private static final int MOST_GENERATIONS = 20_000;

    /// Under bcmls's lock.
    static SenderData open(PrivateMessage message, Secret senderDataSecret) throws Exception {
        var keys = KeyScheduleEpoch.senderDataKeys(
                BouncyMls.SUITE,
                senderDataSecret.value().clone(),
                message.ciphertext().toArray());
        var aad = new Writer()
                .opaque(message.groupId())
                .uint64(message.epoch())
                .uint8(message.contentType())
                .toByteArray();
        var opened = BouncyMls.SUITE
                .getAEAD()
                .open(keys.key, keys.nonce, aad, message.encryptedSenderData().toArray());
        var data = Reader.whole(opened, in -> {
            var read = new SenderData(in.smallUint32(), in.smallUint32());
            in.uint16();
            in.uint16(); // reuse_guard
            return read;
        });
        if (data.generation > MOST_GENERATIONS) {
            throw new MlsException("a message far ahead of its sender");
        }
        return data;
    }
}
