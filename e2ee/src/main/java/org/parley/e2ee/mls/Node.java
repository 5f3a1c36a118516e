// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import org.parley.e2ee.Bytes;

/// A node of the ratchet tree that is not blank (RFC 9420 §7.8, §12.4.3.3).
public sealed interface Node permits LeafNode, ParentNode {
    Bytes encryptionKey();

    static Node read(Reader in) throws Malformed {
        return switch (in.uint8()) {
            case 1 -> LeafNode.read(in);
            case 2 -> ParentNode.read(in);
            default -> throw new Malformed("unknown node type");
        };
    }

    static void write(Node node, Writer out) {
        switch (node) {
            case LeafNode leaf -> leaf.write(out.uint8(1));
            case ParentNode parent -> parent.write(out.uint8(2));
        }
    }
}
