// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.security.PrivateKey;
import java.util.List;
import org.parley.e2ee.Bytes;

/// RFC 9420 §10.
public record KeyPackage(
        int cipherSuite, Bytes initKey, LeafNode leafNode, List<Extension> extensions, Bytes signature) {
    public KeyPackage {
        extensions = List.copyOf(extensions);
    }

    static KeyPackage read(Reader in) throws Malformed {
        MlsMessage.readVersion(in);
        return new KeyPackage(in.uint16(), in.opaque(), LeafNode.read(in), in.vector(Extension::read), in.opaque());
    }

    void write(Writer out) {
        writeUnsigned(out);
        out.opaque(signature);
    }

    /// RFC 9420 §5.2: how a Welcome names it. Of a key package whose suite is one of ours.
    public Bytes reference() {
        var out = new Writer();
        write(out);
        var suite = Suite.of(cipherSuite).orElseThrow(() -> new IllegalStateException("was not checked"));
        return suite.refHash("MLS 1.0 KeyPackage Reference", out.toByteArray());
    }

    /// Both signatures.
    public boolean isSigned() {
        var tbs = new Writer();
        writeUnsigned(tbs);
        return leafNode.source() instanceof LeafSource.KeyPackage
                && leafNode.isSigned(Bytes.EMPTY, 0)
                && Suite.verifyWithLabel(leafNode.signatureKey(), "KeyPackageTBS", tbs.toByteArray(), signature);
    }

    /// The same, signed by its leaf's key.
    public KeyPackage sign(PrivateKey key) {
        var tbs = new Writer();
        writeUnsigned(tbs);
        return new KeyPackage(
                cipherSuite,
                initKey,
                leafNode,
                extensions,
                Suite.signWithLabel(key, "KeyPackageTBS", tbs.toByteArray()));
    }

    private void writeUnsigned(Writer out) {
        out.uint16(MlsMessage.MLS10).uint16(cipherSuite).opaque(initKey);
        leafNode.write(out);
        out.vector(extensions, Extension::write);
    }
}
