// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import org.parley.e2ee.Bytes;

/// Where a leaf node comes from (RFC 9420 §7.2), with what each source carries.
public sealed interface LeafSource {
    /// Times in seconds since 1970, as unsigned numbers.
    record KeyPackage(long notBefore, long notAfter) implements LeafSource {}

    record Update() implements LeafSource {}

    record Commit(Bytes parentHash) implements LeafSource {}

    static LeafSource read(Reader in) throws Malformed {
        return switch (in.uint8()) {
            case 1 -> new KeyPackage(in.uint64(), in.uint64());
            case 2 -> new Update();
            case 3 -> new Commit(in.opaque());
            default -> throw new Malformed("unknown leaf node source");
        };
    }

    default void write(Writer out) {
        switch (this) {
            case KeyPackage k -> out.uint8(1).uint64(k.notBefore).uint64(k.notAfter);
            case Update ignored -> out.uint8(2);
            case Commit c -> out.uint8(3).opaque(c.parentHash);
        }
    }
}
