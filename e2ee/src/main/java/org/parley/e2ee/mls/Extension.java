// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import org.parley.e2ee.Bytes;

/// RFC 9420 §13.4.
public record Extension(int type, Bytes data) {
    public static final int RATCHET_TREE = 2;
    public static final int EXTERNAL_PUB = 4;
    public static final int EXTERNAL_SENDERS = 5;

    static Extension read(Reader in) throws Malformed {
        return new Extension(in.uint16(), in.opaque());
    }

    void write(Writer out) {
        out.uint16(type).opaque(data);
    }

    /// RFC 9420 §12.1.8.1: the one external sender, with a basic credential.
    public static Extension externalSender(Bytes publicKey, String identity) {
        var sender = new Writer().opaque(publicKey);
        Credential.basic(identity).write(sender);
        return new Extension(
                EXTERNAL_SENDERS, new Writer().opaque(sender.toByteArray()).toBytes());
    }
}
