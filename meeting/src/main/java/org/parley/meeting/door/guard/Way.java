// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// How somebody wants to get in.
public enum Way {
    /// By what can be guessed: number and passcode, name and password.
    PASSCODE,
    /// By what can't be guessed: a link secret of 128 bits or more, a signed-in account. Trying these finds
    /// nothing, so no block and no alarm touches who has one.
    LINK
}
