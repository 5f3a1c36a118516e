// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.security.PrivateKey;
import java.util.List;
import org.parley.e2ee.Bytes;

/// RFC 9420 §7.2.
public record LeafNode(
        Bytes encryptionKey,
        Bytes signatureKey,
        Credential credential,
        Capabilities capabilities,
        LeafSource source,
        List<Extension> extensions,
        Bytes signature)
        implements Node {

    public LeafNode {
        extensions = List.copyOf(extensions);
    }

    static LeafNode read(Reader in) throws Malformed {
        return new LeafNode(
                in.opaque(),
                in.opaque(),
                Credential.read(in),
                Capabilities.read(in),
                LeafSource.read(in),
                in.vector(Extension::read),
                in.opaque());
    }

    void write(Writer out) {
        writeUnsigned(out);
        out.opaque(signature);
    }

    /// Whether the leaf has signed itself; leaves that come from an update or a commit sign their place, too.
    public boolean isSigned(Bytes groupId, int leafIndex) {
        return Suite.verifyWithLabel(signatureKey, "LeafNodeTBS", toBeSigned(groupId, leafIndex), signature);
    }

    /// The same leaf, signed by its key.
    public LeafNode sign(PrivateKey key, Bytes groupId, int leafIndex) {
        return new LeafNode(
                encryptionKey,
                signatureKey,
                credential,
                capabilities,
                source,
                extensions,
                Suite.signWithLabel(key, "LeafNodeTBS", toBeSigned(groupId, leafIndex)));
    }

    private byte[] toBeSigned(Bytes groupId, int leafIndex) {
        var tbs = new Writer();
        writeUnsigned(tbs);
        if (!(source instanceof LeafSource.KeyPackage)) {
            tbs.opaque(groupId).uint32(leafIndex);
        }
        return tbs.toByteArray();
    }

    private void writeUnsigned(Writer out) {
        out.opaque(encryptionKey).opaque(signatureKey);
        credential.write(out);
        capabilities.write(out);
        source.write(out);
        out.vector(extensions, Extension::write);
    }
}
