// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.List;
import org.parley.e2ee.Bytes;

/// RFC 9420 §12.4.3.1.
public record Welcome(int cipherSuite, List<Secrets> secrets, Bytes encryptedGroupInfo) implements MlsMessage {
    public Welcome {
        secrets = List.copyOf(secrets);
    }

    /// `EncryptedGroupSecrets`, for one newcomer.
    public record Secrets(Bytes newMember, HpkeCiphertext encrypted) {
        static Secrets read(Reader in) throws Malformed {
            return new Secrets(in.opaque(), HpkeCiphertext.read(in));
        }

        void write(Writer out) {
            encrypted.write(out.opaque(newMember));
        }
    }

    /// The same for one newcomer alone: nobody is told who else came, and a crowd's Welcome is not sent to
    /// each of it.
    public Welcome only(Bytes newMember) {
        return new Welcome(
                cipherSuite,
                secrets.stream().filter(s -> s.newMember.equals(newMember)).toList(),
                encryptedGroupInfo);
    }

    static Welcome read(Reader in) throws Malformed {
        return new Welcome(in.uint16(), in.vector(Secrets::read), in.opaque());
    }

    @Override
    public void write(Writer out) {
        out.uint16(cipherSuite).vector(secrets, Secrets::write).opaque(encryptedGroupInfo);
    }
}
