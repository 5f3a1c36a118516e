// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

/// Somebody who may make meetings.
///
/// @param operator whether they look after the installation, too
public record Account(String id, String name, boolean operator) {
    /// The name is somebody's own: it stays out of logs.
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
