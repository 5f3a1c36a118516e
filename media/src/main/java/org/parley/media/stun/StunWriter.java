// SPDX-License-Identifier: Apache-2.0
package org.parley.media.stun;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes one STUN message, attribute by attribute; for one thread.
public final class StunWriter {
    private final int most;
    private byte[] bytes = new byte[256];
    private int length = StunMessage.HEADER;

    /// @param type class and method
    /// @param transactionId 12 bytes
    public StunWriter(int type, byte[] transactionId) {
        this(type, transactionId, StunMessage.MAX_LENGTH);
    }

    /// @param most bytes of the message: those that carry packets (RFC 8656) are longer than others
    public StunWriter(int type, byte[] transactionId, int most) {
        this.most = most;
        if (transactionId.length != 12) {
            throw new IllegalArgumentException("a transaction id has 12 bytes, not " + transactionId.length);
        }
        Bytes.put16(bytes, 0, type);
        Bytes.put32(bytes, 4, StunMessage.COOKIE);
        System.arraycopy(transactionId, 0, bytes, 8, 12);
    }

    public StunWriter add(int attribute, byte[] value) {
        reserve(attribute, value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length + 3 & ~3;
        return this;
    }

    public StunWriter username(IceUsername name) {
        return add(StunAttribute.USERNAME, (name.receiver() + ':' + name.sender()).getBytes(StandardCharsets.UTF_8));
    }

    public StunWriter priority(long priority) {
        byte[] value = new byte[4];
        Bytes.put32(value, 0, (int) priority);
        return add(StunAttribute.PRIORITY, value);
    }

    public StunWriter tieBreaker(int attribute, long number) {
        byte[] value = new byte[8];
        Bytes.put64(value, 0, number);
        return add(attribute, value);
    }

    public StunWriter mappedAddress(MappedAddress address) {
        return address(StunAttribute.XOR_MAPPED_ADDRESS, address);
    }

    /// An attribute that is encoded like XOR-MAPPED-ADDRESS.
    public StunWriter address(int attribute, MappedAddress address) {
        return add(attribute, address.encode(Arrays.copyOfRange(bytes, 8, 20)));
    }

    public StunWriter error(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] value = new byte[4 + text.length];
        value[2] = (byte) (code / 100);
        value[3] = (byte) (code % 100);
        System.arraycopy(text, 0, value, 4, text.length);
        return add(StunAttribute.ERROR_CODE, value);
    }

    public StunWriter unknownAttributes(int[] types) {
        byte[] value = new byte[2 * types.length];
        for (int i = 0; i < types.length; i++) {
            Bytes.put16(value, 2 * i, types[i]);
        }
        return add(StunAttribute.UNKNOWN_ATTRIBUTES, value);
    }

    /// The message with FINGERPRINT, without integrity: for errors towards whoever has not shown a password.
    public byte[] finish() {
        int at = length;
        reserve(StunAttribute.FINGERPRINT, 4);
        length += 4;
        Bytes.put16(bytes, 2, length - StunMessage.HEADER);
        Bytes.put32(bytes, at + 4, StunIntegrity.fingerprint(bytes, at));
        return Arrays.copyOf(bytes, length);
    }

    /// The message with MESSAGE-INTEGRITY and FINGERPRINT.
    public byte[] finish(byte[] password) {
        byte[] mac = StunIntegrity.mac(bytes, length, password);
        add(StunAttribute.MESSAGE_INTEGRITY, mac);
        return finish();
    }

    private void reserve(int attribute, int size) {
        int end = length + 4 + (size + 3 & ~3);
        if (end > most) {
            throw new IllegalArgumentException("the message gets too long: " + end + " bytes");
        }
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, most);
        }
        Bytes.put16(bytes, length, attribute);
        Bytes.put16(bytes, length + 2, size);
        length += 4;
    }
}
