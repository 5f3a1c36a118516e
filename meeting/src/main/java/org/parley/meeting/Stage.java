// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// How far somebody has come who knocked: told nothing of the meeting yet, or in it.
public enum Stage {
    WAITING,
    IN
}
