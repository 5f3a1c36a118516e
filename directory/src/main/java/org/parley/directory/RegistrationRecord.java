// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody whom a host has given a link of their own. The hashes are the door's own, opaque here.
///
/// @param name may be empty
/// @param deviceHash of the browser that used the link first, or null; likewise `usedAt`
public record RegistrationRecord(
        String id,
        String meeting,
        String name,
        String linkHash,
        @Nullable String deviceHash,
        Instant createdAt,
        @Nullable Instant usedAt) {
    /// The name is somebody's own: it stays out of logs.
    @Override
    public String toString() {
        return "RegistrationRecord[" + id + "]";
    }
}
