// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.util.LinkedHashMap;
import org.parley.e2ee.Bytes;

/// The key packages that came, so that none comes twice. Forgets the oldest when full: by then the rate of
/// joins has let hours pass, and whoever has kept the old one's keys only harms itself.
final class UsedKeyPackages {
    private final LinkedHashMap<Bytes, Boolean> used = new LinkedHashMap<>();

    /// False if it came before.
    boolean add(Bytes reference) {
        if (used.putIfAbsent(reference, true) != null) {
            return false;
        }
        if (used.size() > Limits.USED_KEY_PACKAGES) {
            used.pollFirstEntry();
        }
        return true;
    }
}
