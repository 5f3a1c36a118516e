// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.parley.e2ee.Bytes;

/// RFC 9420 §7.1.
public record ParentNode(Bytes encryptionKey, Bytes parentHash, List<Integer> unmergedLeaves) implements Node {
    public ParentNode {
        unmergedLeaves = List.copyOf(unmergedLeaves);
    }

    ParentNode withUnmerged(int leaf) {
        return new ParentNode(
                encryptionKey,
                parentHash,
                Stream.concat(unmergedLeaves.stream(), Stream.of(leaf)).sorted().toList());
    }

    ParentNode without(Set<Integer> leaves) {
        return new ParentNode(
                encryptionKey,
                parentHash,
                unmergedLeaves.stream().filter(leaf -> !leaves.contains(leaf)).toList());
    }

    static ParentNode read(Reader in) throws Malformed {
        return new ParentNode(in.opaque(), in.opaque(), in.vector(Reader::smallUint32));
    }

    void write(Writer out) {
        out.opaque(encryptionKey).opaque(parentHash).vector(unmergedLeaves, (leaf, to) -> to.uint32(leaf));
    }
}
