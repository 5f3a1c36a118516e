// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// What somebody takes part with.
public enum EndpointKind {
    BROWSER,
    DESKTOP,
    PHONE,
    ROOM,
    RECORDER;

    /// Whether it decrypts on a machine of the operator's, for somebody else.
    public boolean isConnector() {
        return switch (this) {
            case BROWSER, DESKTOP -> false;
            case PHONE, ROOM, RECORDER -> true;
        };
    }
}
