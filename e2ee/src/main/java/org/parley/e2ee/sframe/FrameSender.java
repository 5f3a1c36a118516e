// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Encrypts what a member sends. A counter is used once: each stream counts up in its epoch, and an epoch is
/// never entered again. For one thread at a time.
public final class FrameSender {
    private final CipherSuite suite;
    private final Map<Stream, Sending> streams = new EnumMap<>(Stream.class);
    private byte @Nullable [] baseKey;
    private int leafIndex;
    private long epoch = -1;

    private static final class Sending {
        final KeyId id;
        final FrameKey key;
        long counter;

        Sending(KeyId id, FrameKey key) {
            this.id = id;
            this.key = key;
        }
    }

    public FrameSender(CipherSuite suite) {
        this.suite = suite;
    }

    /// Sends with the keys of this epoch from now on. Another group needs another sender: its epochs begin at
    /// 0.
    public void enter(long newEpoch, int newLeafIndex, byte[] newBaseKey) {
        if (newEpoch <= epoch) {
            throw new IllegalArgumentException("epoch " + newEpoch + " after " + epoch + ": counters would come again");
        }
        epoch = newEpoch;
        leafIndex = newLeafIndex;
        baseKey = newBaseKey.clone();
        streams.clear();
    }

    /// `clear` is what the codec needs readable; it stands before the SFrame and is authenticated with it.
    public byte[] encrypt(Stream stream, byte[] clear, byte[] plaintext) {
        var base = baseKey;
        if (base == null) {
            throw new IllegalStateException("no epoch has been entered");
        }
        var sending = streams.computeIfAbsent(stream, of -> {
            var id = KeyId.of(of, leafIndex, epoch);
            return new Sending(id, FrameKey.derive(suite, base, id.value()));
        });
        return sending.key.seal(Header.of(sending.id.value(), sending.counter++), clear, plaintext);
    }
}
