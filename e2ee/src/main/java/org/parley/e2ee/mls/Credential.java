// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.nio.charset.StandardCharsets;
import org.parley.e2ee.Bytes;

/// RFC 9420 §5.3: a basic credential, the only type in our groups.
public record Credential(Bytes identity) {
    public static final int BASIC = 1;

    public static Credential basic(String identity) {
        return new Credential(Bytes.copyOf(identity.getBytes(StandardCharsets.UTF_8)));
    }

    static Credential read(Reader in) throws Malformed {
        if (in.uint16() != BASIC) {
            throw new Malformed("not a basic credential");
        }
        return new Credential(in.opaque());
    }

    void write(Writer out) {
        out.uint16(BASIC).opaque(identity);
    }
}
