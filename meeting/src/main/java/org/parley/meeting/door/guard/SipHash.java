// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// SipHash-2-4 of one `long`: a keyed hash whose outputs nobody can steer, for places in tables. Aumasson and
/// Bernstein, "SipHash: a fast short-input PRF" (2012).
final class SipHash {
    private static final long LENGTH_BLOCK = 8L << 56;

    private final long k0;
    private final long k1;

    SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    long of(long message) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        long[] blocks = {message, LENGTH_BLOCK};
        for (int round = 0; round < 8; round++) {
            if (round == 0 || round == 2) {
                v3 ^= blocks[round / 2];
            }
            if (round == 4) {
                v2 ^= 0xff;
            }
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            if (round == 1 || round == 3) {
                v0 ^= blocks[round / 2];
            }
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
