// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.KeyPackage;
import org.parley.e2ee.mls.Suite;

/// Takes the key packages of those that want in, each once, and only with keys that nobody else in the
/// meeting has.
final class Wishes {
    private final Suite suite;
    private final UsedKeyPackages used = new UsedKeyPackages();

    Wishes(Suite suite) {
        this.suite = suite;
    }

    Participant.Wish take(
            Participant participant, Bytes bytes, Collection<Participant> all, @Nullable Group group, Instant now)
            throws Refused {
        if (!participant.joins.take(now) || isFull(participant, all)) {
            throw new Refused(Refusal.TOO_MANY);
        }
        var keyPackage = KeyPackageCheck.check(suite, bytes, participant.identity, now);
        var reference = keyPackage.reference();
        if (!used.add(reference) || !keysAreNew(participant, keyPackage, all, group)) {
            throw new Refused(Refusal.KEY_PACKAGE);
        }
        return new Participant.Wish(keyPackage, reference, now);
    }

    private boolean isFull(Participant participant, Collection<Participant> all) {
        return all.stream()
                        .filter(p -> p != participant && (p.hasLeaf() || p.wish != null))
                        .count()
                >= Limits.members(suite);
    }

    /// RFC 9420 §7.3: keys are unique in a group. So nobody can pass for another by taking its public key.
    private static boolean keysAreNew(
            Participant participant, KeyPackage keyPackage, Collection<Participant> all, @Nullable Group group) {
        Set<Bytes> taken = group == null
                ? new HashSet<>()
                : new HashSet<>(group.state.tree().keys());
        for (var other : all) {
            if (other != participant && other.wish != null) {
                taken.addAll(keys(other.wish.keyPackage()));
            }
        }
        return keys(keyPackage).stream().noneMatch(taken::contains);
    }

    private static List<Bytes> keys(KeyPackage keyPackage) {
        return List.of(
                keyPackage.initKey(),
                keyPackage.leafNode().encryptionKey(),
                keyPackage.leafNode().signatureKey());
    }
}
