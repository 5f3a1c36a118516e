// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import org.parley.e2ee.Bytes;

/// The hashes over all commits so far (RFC 9420 §8.2).
final class Transcript {
    private Transcript() {}

    static Bytes confirmed(Suite suite, Bytes interimBefore, FramedContent commit, Bytes signature) {
        var input = new Writer().raw(interimBefore).uint16(MlsMessage.PUBLIC_MESSAGE);
        commit.write(input);
        return suite.hash(input.opaque(signature).toByteArray());
    }

    static Bytes interim(Suite suite, Bytes confirmed, Bytes confirmationTag) {
        return suite.hash(new Writer().raw(confirmed).opaque(confirmationTag).toByteArray());
    }
}
