// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import org.parley.e2ee.Bytes;

/// RFC 9420 §6.3: of which only the outside can be read.
public record PrivateMessage(
        Bytes groupId,
        long epoch,
        int contentType,
        Bytes authenticatedData,
        Bytes encryptedSenderData,
        Bytes ciphertext)
        implements MlsMessage {

    static PrivateMessage read(Reader in) throws Malformed {
        return new PrivateMessage(in.opaque(), in.uint64(), in.uint8(), in.opaque(), in.opaque(), in.opaque());
    }

    @Override
    public void write(Writer out) {
        out.opaque(groupId)
                .uint64(epoch)
                .uint8(contentType)
                .opaque(authenticatedData)
                .opaque(encryptedSenderData)
                .opaque(ciphertext);
    }
}
