// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.sframe.SFrameException.Reason;

/// Decrypts what the others send. Keys are derived when a sender's first frame comes, and go a moment after
/// their epoch. What it keeps is bounded by the members of the epochs it knows. For one thread at a time.
public final class FrameReceiver {
    /// Frames under way when the epoch ended.
    public static final Duration KEEP = Duration.ofSeconds(10);

    private static final int MOST_EPOCHS = 16;

    private final CipherSuite suite;
    /// By the low bits of the epoch.
    private final Map<Integer, Epoch> epochs = new HashMap<>();
    private @Nullable Epoch current;

    private static final class Epoch {
        final long number;
        final byte[] baseKey;
        final Map<KeyId, Receiving> keys = new HashMap<>();
        Instant until = Instant.MAX;

        Epoch(long number, byte[] baseKey) {
            this.number = number;
            this.baseKey = baseKey;
        }
    }

    private record Receiving(FrameKey key, ReplayWindow window) {}

    public FrameReceiver(CipherSuite suite) {
        this.suite = suite;
    }

    /// The keys of a new epoch; those before stay for a moment.
    public void enter(long epoch, byte[] baseKey, Instant now) {
        var before = current;
        if (before != null) {
            before.until = now.plus(KEEP);
        }
        expire(now);
        if (epochs.size() >= MOST_EPOCHS) {
            epochs.values().stream()
                    .min(Comparator.comparingLong(known -> known.number))
                    .ifPresent(oldest -> epochs.remove(KeyId.bits(oldest.number)));
        }
        var entered = new Epoch(epoch, baseKey.clone());
        // RFC 9605 §5.2: an old epoch with the same low bits goes.
        epochs.put(KeyId.bits(epoch), entered);
        current = entered;
    }

    /// The group was left: nothing can be decrypted any more.
    public void leave() {
        epochs.clear();
        current = null;
    }

    /// Decrypts a frame that is shown as this stream of this leaf, and refuses another's.
    public byte[] decrypt(Stream stream, int leafIndex, byte[] frame, int clearLength, Instant now)
            throws SFrameException {
        expire(now);
        var header = Header.decode(frame, clearLength);
        var id = KeyId.parse(header.keyId());
        if (id.leafIndex() != leafIndex || id.stream() != stream) {
            throw new SFrameException(Reason.OTHER_SENDER);
        }
        var epoch = epochs.get(id.epochBits());
        if (epoch == null) {
            throw new SFrameException(Reason.UNKNOWN_KEY);
        }
        var known = epoch.keys.get(id);
        var receiving = known != null
                ? known
                : new Receiving(FrameKey.derive(suite, epoch.baseKey, id.value()), new ReplayWindow());
        if (!receiving.window.isFresh(header.counter())) {
            throw new SFrameException(Reason.REPLAYED);
        }
        var plaintext = receiving.key.open(header, frame, clearLength);
        receiving.window.accept(header.counter());
        epoch.keys.putIfAbsent(id, receiving);
        return plaintext;
    }

    private void expire(Instant now) {
        epochs.values().removeIf(epoch -> !now.isBefore(epoch.until));
    }
}
