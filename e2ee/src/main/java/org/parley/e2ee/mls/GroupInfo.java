// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import org.parley.e2ee.Bytes;

/// RFC 9420 §12.4.3.
public record GroupInfo(
        GroupContext context, List<Extension> extensions, Bytes confirmationTag, int signer, Bytes signature)
        implements MlsMessage {

    public GroupInfo {
        extensions = List.copyOf(extensions);
    }

    public static GroupInfo read(Reader in) throws Malformed {
        return new GroupInfo(
                GroupContext.read(in), in.vector(Extension::read), in.opaque(), in.smallUint32(), in.opaque());
    }

    @Override
    public void write(Writer out) {
        writeUnsigned(out);
        out.opaque(signature);
    }

    public boolean isSignedBy(Bytes signatureKey) {
        var tbs = new Writer();
        writeUnsigned(tbs);
        return Suite.verifyWithLabel(signatureKey, "GroupInfoTBS", tbs.toByteArray(), signature);
    }

    /// One that `key` signs.
    public static GroupInfo signed(
            GroupContext context, List<Extension> extensions, Bytes confirmationTag, int signer, PrivateKey key) {
        var tbs = new Writer();
        new GroupInfo(context, extensions, confirmationTag, signer, Bytes.EMPTY).writeUnsigned(tbs);
        var signature = Suite.signWithLabel(key, "GroupInfoTBS", tbs.toByteArray());
        return new GroupInfo(context, extensions, confirmationTag, signer, signature);
    }

    /// The tree that travels inside, if one does.
    public Optional<RatchetTree> ratchetTree() throws Malformed {
        for (var extension : extensions) {
            if (extension.type() == Extension.RATCHET_TREE) {
                return Optional.of(
                        RatchetTree.decode(context.suite(), extension.data().toArray()));
            }
        }
        return Optional.empty();
    }

    private void writeUnsigned(Writer out) {
        context.write(out);
        out.vector(extensions, Extension::write).opaque(confirmationTag).uint32(signer);
    }
}
