// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import org.parley.e2ee.Bytes;

/// RFC 9420 §6: everything that travels.
public sealed interface MlsMessage permits PublicMessage, PrivateMessage, Welcome, GroupInfo, MlsMessage.OfKeyPackage {
    int MLS10 = 1;
    int PUBLIC_MESSAGE = 1;
    int PRIVATE_MESSAGE = 2;
    int WELCOME = 3;
    int GROUP_INFO = 4;
    int KEY_PACKAGE = 5;

    /// A key package as a message.
    record OfKeyPackage(KeyPackage keyPackage) implements MlsMessage {
        @Override
        public void write(Writer out) {
            keyPackage.write(out);
        }
    }

    void write(Writer out);

    /// Reads a whole message; nothing may follow it.
    static MlsMessage decode(Bytes bytes) throws Malformed {
        return Reader.whole(bytes, in -> {
            readVersion(in);
            return switch (in.uint16()) {
                case PUBLIC_MESSAGE -> PublicMessage.read(in);
                case PRIVATE_MESSAGE -> PrivateMessage.read(in);
                case WELCOME -> Welcome.read(in);
                case GROUP_INFO -> GroupInfo.read(in);
                case KEY_PACKAGE -> new OfKeyPackage(KeyPackage.read(in));
                default -> throw new Malformed("unknown wire format");
            };
        });
    }

    /// Reads a message that has to be of one kind.
    static <T extends MlsMessage> T decode(Bytes bytes, Class<T> kind) throws Malformed {
        var message = decode(bytes);
        if (!kind.isInstance(message)) {
            throw new Malformed("a message of another kind than expected");
        }
        return kind.cast(message);
    }

    default Bytes encode() {
        var wireFormat = switch (this) {
            case PublicMessage ignored -> PUBLIC_MESSAGE;
            case PrivateMessage ignored -> PRIVATE_MESSAGE;
            case Welcome ignored -> WELCOME;
            case GroupInfo ignored -> GROUP_INFO;
            case OfKeyPackage ignored -> KEY_PACKAGE;
        };
        var out = new Writer().uint16(MLS10).uint16(wireFormat);
        write(out);
        return out.toBytes();
    }

    static void readVersion(Reader in) throws Malformed {
        if (in.uint16() != MLS10) {
            throw new Malformed("not MLS 1.0");
        }
    }
}
