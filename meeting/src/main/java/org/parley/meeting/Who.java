// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// Who may do a thing that a host can keep for themself. From loose to tight.
public enum Who {
    EVERYONE,
    /// Hosts and co-hosts.
    HOST
}
