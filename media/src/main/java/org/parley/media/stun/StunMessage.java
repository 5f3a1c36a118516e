// SPDX-License-Identifier: Apache-2.0
package org.parley.media.stun;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/// A STUN message that has been read: well-formed, with a right FINGERPRINT if it has one; its integrity is
/// not checked until [#isAuthentic] is asked. Immutable.
public final class StunMessage {
    public static final int BINDING_REQUEST = 0x0001;
    public static final int BINDING_INDICATION = 0x0011;
    public static final int BINDING_SUCCESS = 0x0101;
    public static final int BINDING_ERROR = 0x0111;

    /// Longer ones are refused: a check has about 100 bytes, and RFC 8489 §6.1 wants them to fit a small MTU.
    public static final int MAX_LENGTH = 1_280;

    static final int HEADER = 20;
    static final int COOKIE = 0x2112_A442;

    private final byte[] bytes;
    private final int type;
    private final byte[][] values;
    private final int[] types;
    private final int integrityAt;
    private final boolean fingerprinted;

    StunMessage(byte[] bytes, int type, int[] types, byte[][] values, int integrityAt, boolean fingerprinted) {
        this.bytes = bytes;
        this.type = type;
        this.types = types;
        this.values = values;
        this.integrityAt = integrityAt;
        this.fingerprinted = fingerprinted;
    }

    /// Reads the first `length` bytes of `buffer`, strictly.
    ///
    /// @return empty if they are not one well-formed STUN message
    public static Optional<StunMessage> parse(byte[] buffer, int length) {
        return StunParser.parse(buffer, length, MAX_LENGTH);
    }

    /// As [#parse(byte[], int)], for messages that carry packets (RFC 8656) and may be longer.
    ///
    /// @param most bytes
    public static Optional<StunMessage> parse(byte[] buffer, int length, int most) {
        return StunParser.parse(buffer, length, most);
    }

    /// Class and method, for example [#BINDING_REQUEST].
    public int type() {
        return type;
    }

    /// 12 bytes.
    public byte[] transactionId() {
        return Arrays.copyOfRange(bytes, 8, HEADER);
    }

    /// Whether it had a FINGERPRINT (which was right then). ICE's checks must.
    public boolean isFingerprinted() {
        return fingerprinted;
    }

    public boolean hasIntegrity() {
        return integrityAt > 0;
    }

    /// Whether MESSAGE-INTEGRITY is there and was made with this password (RFC 8489 §14.5), compared in
    /// constant time.
    public boolean isAuthentic(byte[] password) {
        return integrityAt > 0
                && StunIntegrity.isRight(bytes, integrityAt, value(StunAttribute.MESSAGE_INTEGRITY), password);
    }

    /// Whether there is an attribute of this type that counts: those behind MESSAGE-INTEGRITY don't.
    public boolean has(int attribute) {
        for (int t : types) {
            if (t == attribute) {
                return true;
            }
        }
        return false;
    }

    /// The USERNAME's two halves: ours and the other side's (RFC 8445 §7.2.2). Empty if it is not of that
    /// form.
    public Optional<IceUsername> username() {
        return IceUsername.parse(value(StunAttribute.USERNAME));
    }

    /// PRIORITY (RFC 8445 §7.1.1), 0 if there is none.
    public long priority() {
        byte[] value = value(StunAttribute.PRIORITY);
        return value.length == 4 ? Bytes.int32(value, 0) & 0xffff_ffffL : 0;
    }

    /// The code of ERROR-CODE, 0 if there is none.
    public int errorCode() {
        byte[] value = value(StunAttribute.ERROR_CODE);
        return value.length < 4 ? 0 : (value[2] & 7) * 100 + (value[3] & 0xff);
    }

    /// What XOR-MAPPED-ADDRESS says. Empty if it is missing.
    public Optional<MappedAddress> mappedAddress() {
        return address(StunAttribute.XOR_MAPPED_ADDRESS);
    }

    /// What an attribute says that is encoded like XOR-MAPPED-ADDRESS. Empty if it is missing or malformed.
    public Optional<MappedAddress> address(int attribute) {
        return MappedAddress.parse(value(attribute), transactionId());
    }

    /// Types of attributes that a receiver must understand, and we don't: the answer is error 420.
    public int[] unknownRequired() {
        return unknownRequired(StunAttribute::isKnown);
    }

    /// The same for a use of STUN that knows other attributes.
    public int[] unknownRequired(IntPredicate known) {
        return Arrays.stream(types)
                .filter(t -> t < 0x8000 && !known.test(t))
                .distinct()
                .toArray();
    }

    /// The first attribute of this type counts (RFC 8489 §14). Empty array if there is none.
    public byte[] value(int attribute) {
        for (int i = 0; i < types.length; i++) {
            if (types[i] == attribute) {
                return values[i];
            }
        }
        return new byte[0];
    }

    @Override
    public String toString() {
        return "StunMessage[type=0x%04x, %d bytes]".formatted(type, bytes.length);
    }
}
