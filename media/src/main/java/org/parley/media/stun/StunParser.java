// SPDX-License-Identifier: Apache-2.0
package org.parley.media.stun;

import java.util.Arrays;
import java.util.Optional;

/// Reads a STUN message strictly: whatever does not add up is no message.
final class StunParser {
    private static final int MAX_ATTRIBUTES = 32;

    private StunParser() {}

    static Optional<StunMessage> parse(byte[] buffer, int length, int most) {
        if (length < StunMessage.HEADER || length > most || length > buffer.length || length % 4 != 0) {
            return Optional.empty();
        }
        int type = Bytes.int16(buffer, 0);
        if (type >= 0x4000
                || Bytes.int16(buffer, 2) != length - StunMessage.HEADER
                || Bytes.int32(buffer, 4) != StunMessage.COOKIE) {
            return Optional.empty();
        }
        int[] types = new int[MAX_ATTRIBUTES];
        byte[][] values = new byte[MAX_ATTRIBUTES][];
        int count = 0;
        int integrityAt = 0;
        boolean fingerprinted = false;
        for (int at = StunMessage.HEADER; at < length; ) {
            if (fingerprinted || at + 4 > length) {
                return Optional.empty();
            }
            int attribute = Bytes.int16(buffer, at);
            int size = Bytes.int16(buffer, at + 2);
            int next = at + 4 + (size + 3 & ~3);
            if (next > length || !isSized(attribute, size)) {
                return Optional.empty();
            }
            if (attribute == StunAttribute.FINGERPRINT) {
                if (Bytes.int32(buffer, at + 4) != StunIntegrity.fingerprint(buffer, at)) {
                    return Optional.empty();
                }
                fingerprinted = true;
            } else if (integrityAt == 0) {
                if (count == MAX_ATTRIBUTES) {
                    return Optional.empty();
                }
                if (attribute == StunAttribute.MESSAGE_INTEGRITY) {
                    integrityAt = at;
                }
                types[count] = attribute;
                values[count++] = Arrays.copyOfRange(buffer, at + 4, at + 4 + size);
            }
            at = next;
        }
        return Optional.of(new StunMessage(
                Arrays.copyOf(buffer, length),
                type,
                Arrays.copyOf(types, count),
                Arrays.copyOf(values, count),
                integrityAt,
                fingerprinted));
    }

    private static boolean isSized(int attribute, int size) {
        return switch (attribute) {
            case StunAttribute.MESSAGE_INTEGRITY -> size == StunIntegrity.MAC_LENGTH;
            case StunAttribute.FINGERPRINT, StunAttribute.PRIORITY -> size == 4;
            case StunAttribute.USE_CANDIDATE -> size == 0;
            case StunAttribute.ICE_CONTROLLED, StunAttribute.ICE_CONTROLLING -> size == 8;
            case StunAttribute.USERNAME -> size > 0 && size <= 513;
            case StunAttribute.ERROR_CODE -> size >= 4 && size <= 767;
            case StunAttribute.XOR_MAPPED_ADDRESS, StunAttribute.MAPPED_ADDRESS -> size == 8 || size == 20;
            default -> true;
        };
    }
}
