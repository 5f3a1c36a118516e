// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.List;
import org.parley.e2ee.Bytes;

/// RFC 9420 §8.1.
public record GroupContext(
        Suite suite,
        Bytes groupId,
        long epoch,
        Bytes treeHash,
        Bytes confirmedTranscriptHash,
        List<Extension> extensions) {

    public GroupContext {
        extensions = List.copyOf(extensions);
    }

    static GroupContext read(Reader in) throws Malformed {
        MlsMessage.readVersion(in);
        return new GroupContext(
                Suite.read(in), in.opaque(), in.uint64(), in.opaque(), in.opaque(), in.vector(Extension::read));
    }

    public byte[] encode() {
        var out = new Writer();
        write(out);
        return out.toByteArray();
    }

    void write(Writer out) {
        out.uint16(MlsMessage.MLS10)
                .uint16(suite.id())
                .opaque(groupId)
                .uint64(epoch)
                .opaque(treeHash)
                .opaque(confirmedTranscriptHash)
                .vector(extensions, Extension::write);
    }
}
