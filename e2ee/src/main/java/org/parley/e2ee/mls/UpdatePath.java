// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.List;
import org.parley.e2ee.Bytes;

/// RFC 9420 §7.6.
public record UpdatePath(LeafNode leafNode, List<Step> nodes) {
    public UpdatePath {
        nodes = List.copyOf(nodes);
    }

    /// One node of the path (`UpdatePathNode`).
    public record Step(Bytes encryptionKey, List<HpkeCiphertext> encryptedPathSecret) {
        public Step {
            encryptedPathSecret = List.copyOf(encryptedPathSecret);
        }

        static Step read(Reader in) throws Malformed {
            return new Step(in.opaque(), in.vector(HpkeCiphertext::read));
        }

        void write(Writer out) {
            out.opaque(encryptionKey).vector(encryptedPathSecret, HpkeCiphertext::write);
        }
    }

    static UpdatePath read(Reader in) throws Malformed {
        return new UpdatePath(LeafNode.read(in), in.vector(Step::read));
    }

    void write(Writer out) {
        leafNode.write(out);
        out.vector(nodes, Step::write);
    }
}
