// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee;

import java.util.Arrays;
import java.util.HexFormat;

/// Bytes as a value: immutable, compared by content. Meant for public bytes (ids, public keys, hashes):
/// comparison is not constant-time, and printing shows the first bytes.
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);
    private static final int SHOWN = 6;

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Bytes copyOf(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
    }

    public static Bytes copyOf(byte[] bytes, int from, int to) {
        return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, from, to));
    }

    public static Bytes ofHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    /// Copies into `target` at `offset`.
    public void copyInto(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        var shown = HexFormat.of().formatHex(bytes, 0, Math.min(SHOWN, bytes.length));
        return bytes.length <= SHOWN ? shown : shown + "…(" + bytes.length + ")";
    }
}
