// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Instant;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.mls.KeyPackage;
import org.parley.e2ee.mls.LeafSource;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.Suite;

/// Whether a key package may be added under a participant's name (RFC 9420 §10.1, and docs/end-to-end.md, "The
/// group").
final class KeyPackageCheck {
    private KeyPackageCheck() {}

    static KeyPackage check(Suite suite, Bytes bytes, Identity expected, Instant now) throws Refused {
        var keyPackage = decode(bytes);
        var leaf = keyPackage.leafNode();
        if (keyPackage.cipherSuite() != suite.id()
                || !keyPackage.extensions().isEmpty()
                || !leaf.extensions().isEmpty()
                || !leaf.capabilities().sufficient(suite)
                || !leaf.credential().identity().equals(expected.encode())
                || keyPackage.initKey().length() != suite.keyLength()
                || leaf.encryptionKey().length() != suite.keyLength()
                || keyPackage.initKey().equals(leaf.encryptionKey())
                || !(leaf.source() instanceof LeafSource.KeyPackage lifetime)) {
            throw new Refused(Refusal.KEY_PACKAGE);
        }
        if (!isAlive(lifetime, now.getEpochSecond())) {
            throw new Refused(Refusal.LIFETIME);
        }
        if (!keyPackage.isSigned()) {
            throw new Refused(Refusal.KEY_PACKAGE);
        }
        return keyPackage;
    }

    private static KeyPackage decode(Bytes bytes) throws Refused {
        if (bytes.length() > Limits.KEY_PACKAGE_BYTES) {
            throw new Refused(Refusal.TOO_LARGE);
        }
        try {
            return MlsMessage.decode(bytes, MlsMessage.OfKeyPackage.class).keyPackage();
        } catch (Malformed e) {
            throw new Refused(Refusal.MALFORMED);
        }
    }

    private static boolean isAlive(LeafSource.KeyPackage lifetime, long now) {
        return Long.compareUnsigned(lifetime.notBefore(), now) <= 0
                && Long.compareUnsigned(now, lifetime.notAfter()) < 0
                && Long.compareUnsigned(lifetime.notAfter() - lifetime.notBefore(), Limits.LIFETIME_MOST.toSeconds())
                        <= 0;
    }
}
