// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import org.parley.e2ee.Bytes;

/// RFC 9420 §7.6. What it holds is for its recipient alone.
public record HpkeCiphertext(Bytes kemOutput, Bytes ciphertext) {
    public static HpkeCiphertext read(Reader in) throws Malformed {
        return new HpkeCiphertext(in.opaque(), in.opaque());
    }

    public void write(Writer out) {
        out.opaque(kemOutput).opaque(ciphertext);
    }
}
