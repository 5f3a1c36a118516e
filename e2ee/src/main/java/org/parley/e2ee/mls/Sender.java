// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

/// RFC 9420 §6: the senders that speak in our groups.
public sealed interface Sender {
    record Member(int leafIndex) implements Sender {}

    record External(int senderIndex) implements Sender {}

    static Sender read(Reader in) throws Malformed {
        return switch (in.uint8()) {
            case 1 -> new Member(in.smallUint32());
            case 2 -> new External(in.smallUint32());
            default -> throw new Malformed("a sender who is no member");
        };
    }

    default void write(Writer out) {
        switch (this) {
            case Member member -> out.uint8(1).uint32(member.leafIndex);
            case External external -> out.uint8(2).uint32(external.senderIndex);
        }
    }
}
