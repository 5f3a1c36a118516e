// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.nio.charset.StandardCharsets;
import org.parley.e2ee.Bytes;

/// The secret that a join link gives to a link-bound meeting. Can't print itself.
public final class LinkPsk {
    public static final String ID = "parley-link-1";

    private final byte[] secret;

    public LinkPsk(byte[] secret) {
        this.secret = secret.clone();
    }

    static Bytes idBytes() {
        return Bytes.copyOf(ID.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "LinkPsk(" + secret.length + " bytes)";
    }
}
