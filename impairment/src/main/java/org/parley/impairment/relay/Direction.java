// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment.relay;

/// Which way packets go: towards the server or from it.
public enum Direction {
    UP,
    DOWN
}
