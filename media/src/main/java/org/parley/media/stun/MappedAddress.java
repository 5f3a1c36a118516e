// SPDX-License-Identifier: Apache-2.0
package org.parley.media.stun;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;

/// What XOR-MAPPED-ADDRESS carries (RFC 8489 §14.2).
///
/// @param address 4 or 16 bytes
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString are our own
public record MappedAddress(byte[] address, int port) {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    public static MappedAddress of(InetSocketAddress address) {
        return new MappedAddress(address.getAddress().getAddress(), address.getPort());
    }

    static Optional<MappedAddress> parse(byte[] value, byte[] transactionId) {
        if ((value.length != 8 && value.length != 20) || value[1] != (value.length == 8 ? IPV4 : IPV6)) {
            return Optional.empty();
        }
        byte[] address = Arrays.copyOfRange(value, 4, value.length);
        mask(address, transactionId);
        return Optional.of(new MappedAddress(address, Bytes.int16(value, 2) ^ StunMessage.COOKIE >>> 16));
    }

    byte[] encode(byte[] transactionId) {
        byte[] value = new byte[4 + address.length];
        value[1] = (byte) (address.length == 4 ? IPV4 : IPV6);
        Bytes.put16(value, 2, port ^ StunMessage.COOKIE >>> 16);
        byte[] masked = address.clone();
        mask(masked, transactionId);
        System.arraycopy(masked, 0, value, 4, masked.length);
        return value;
    }

    private static void mask(byte[] address, byte[] transactionId) {
        byte[] mask = new byte[16];
        Bytes.put32(mask, 0, StunMessage.COOKIE);
        System.arraycopy(transactionId, 0, mask, 4, 12);
        for (int i = 0; i < address.length; i++) {
            address[i] ^= mask[i];
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MappedAddress that && port == that.port && Arrays.equals(address, that.address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(address) + port;
    }

    @Override
    public String toString() {
        return "MappedAddress[" + address.length + " bytes]";
    }
}
