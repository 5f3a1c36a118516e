// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import org.parley.e2ee.Bytes;

/// The proposals of RFC 9420 §12.1 that exist in our groups.
public sealed interface Proposal {
    record Add(KeyPackage keyPackage) implements Proposal {}

    record Remove(int removed) implements Proposal {}

    /// An external PSK (RFC 9420 §8.4).
    record PreSharedKey(Bytes pskId, Bytes nonce) implements Proposal {
        /// `PreSharedKeyID` (RFC 9420 §8.4).
        public static PreSharedKey read(Reader in) throws Malformed {
            if (in.uint8() != 1) {
                throw new Malformed("not an external PSK");
            }
            return new PreSharedKey(in.opaque(), in.opaque());
        }

        public void writeId(Writer out) {
            out.uint8(1).opaque(pskId).opaque(nonce);
        }
    }

    static Proposal read(Reader in) throws Malformed {
        return switch (in.uint16()) {
            case 1 -> new Add(KeyPackage.read(in));
            case 3 -> new Remove(in.smallUint32());
            case 4 -> PreSharedKey.read(in);
            default -> throw new Malformed("a proposal of a type that our groups don't have");
        };
    }

    default void write(Writer out) {
        switch (this) {
            case Add add -> add.keyPackage.write(out.uint16(1));
            case Remove remove -> out.uint16(3).uint32(remove.removed);
            case PreSharedKey psk -> psk.writeId(out.uint16(4));
        }
    }
}
