// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

/// An SFrame key id as RFC 9605 §5.2 makes it of an MLS epoch, with E = 8 and S = 12.
public record KeyId(Stream stream, int leafIndex, int epochBits) {
    static final int EPOCH_BITS = 8;
    static final int LEAF_BITS = 12;
    private static final int LEAVES = 1 << LEAF_BITS;
    private static final int EPOCHS = 1 << EPOCH_BITS;

    public KeyId {
        if (leafIndex < 0 || leafIndex >= LEAVES || epochBits < 0 || epochBits >= EPOCHS) {
            throw new IllegalArgumentException("leaf " + leafIndex + ", epoch bits " + epochBits);
        }
    }

    public static KeyId of(Stream stream, int leafIndex, long epoch) {
        return new KeyId(stream, leafIndex, bits(epoch));
    }

    static int bits(long epoch) {
        return (int) (epoch & (EPOCHS - 1));
    }

    long value() {
        return (long) stream.context << (LEAF_BITS + EPOCH_BITS) | (long) leafIndex << EPOCH_BITS | epochBits;
    }

    /// Reads one from a frame; the stream has to be one that exists.
    static KeyId parse(long value) throws SFrameException {
        var stream = Stream.of(value >>> (LEAF_BITS + EPOCH_BITS))
                .orElseThrow(() -> new SFrameException(SFrameException.Reason.UNKNOWN_KEY));
        return new KeyId(stream, (int) (value >>> EPOCH_BITS) & (LEAVES - 1), (int) value & (EPOCHS - 1));
    }
}
