// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

/// What the door knows of a meeting: whose it is, and hashes of what leads in.
///
/// @param meeting the meeting's id
/// @param owner account id of its owner
public record DoorEntry(String meeting, String owner, Digest passcode, Digest guestLink, Digest hostLink) {}
