// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.util.List;
import java.util.Optional;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.Proposal.PreSharedKey;
import org.parley.e2ee.mls.Reader;
import org.parley.e2ee.mls.Writer;

/// What a Welcome holds for one newcomer (RFC 9420 §12.4.3.1). Can't print itself.
record GroupSecrets(Bytes joinerSecret, Optional<Bytes> pathSecret, List<PreSharedKey> psks) {
    static GroupSecrets decode(byte[] bytes) throws Malformed {
        return Reader.whole(
                bytes,
                in -> new GroupSecrets(
                        in.opaque(Kdf.LENGTH, Kdf.LENGTH),
                        Optional.ofNullable(in.optional(secret -> secret.opaque(Kdf.LENGTH, Kdf.LENGTH))),
                        in.vector(PreSharedKey::read)));
    }

    byte[] encode() {
        return new Writer()
                .opaque(joinerSecret)
                .optional(pathSecret.orElse(null), (secret, out) -> out.opaque(secret))
                .vector(psks, PreSharedKey::writeId)
                .toByteArray();
    }

    @Override
    public String toString() {
        return "GroupSecrets";
    }
}
