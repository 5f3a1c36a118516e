// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// Why a meeting is over.
public enum EndReason {
    /// A host ended it for all.
    HOST,
    /// Nobody was in it for [Timing#emptyGrace()].
    EMPTY,
    /// The server that held it stops and will not bring it back.
    STOPPED
}
