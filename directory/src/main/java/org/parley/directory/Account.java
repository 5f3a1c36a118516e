// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

/// Somebody who may make meetings.
public record Account(String id, String name) {
    /// The name is somebody's own: it stays out of logs.
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
