// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// Why somebody is no longer there.
public enum LeftReason {
    /// Of their own will.
    LEFT,
    /// The connection was gone for longer than [Timing#reconnectGrace()].
    LOST,
    /// By a host, or by what a host has set.
    REMOVED,
    /// Turned away while waiting.
    REFUSED
}
