// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;

/// RFC 9420 §12.4, with proposals by reference alone: one with a proposal inside is refused.
public record Commit(List<Bytes> references, @Nullable UpdatePath path) {
    private static final int REFERENCE = 2;

    public Commit {
        references = List.copyOf(references);
    }

    static Commit read(Reader in) throws Malformed {
        return new Commit(in.vector(Commit::readReference), in.optional(UpdatePath::read));
    }

    void write(Writer out) {
        out.vector(references, (reference, to) -> to.uint8(REFERENCE).opaque(reference));
        out.optional(path, UpdatePath::write);
    }

    private static Bytes readReference(Reader in) throws Malformed {
        if (in.uint8() != REFERENCE) {
            throw new Malformed("a proposal inside a commit");
        }
        return in.opaque(Suite.CLASSICAL.hashLength(), Suite.POST_QUANTUM.hashLength());
    }
}
