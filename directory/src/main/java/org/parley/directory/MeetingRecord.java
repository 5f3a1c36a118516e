// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.time.Instant;

/// A meeting as the register has it. The hashes are the door's own, opaque here.
///
/// @param owner account id
/// @param linkBound whether it is open by link alone
/// @param edition how often an invitation was drawn, this one included
/// @param personal whether it is the owner's personal meeting
/// @param postQuantum whether its keys hold against quantum computers, too
/// @param running whether it was running when last heard of
public record MeetingRecord(
        String id,
        String number,
        String owner,
        String title,
        Instant createdAt,
        boolean running,
        String passcodeHash,
        String guestLinkHash,
        String hostLinkHash,
        boolean linkBound,
        boolean postQuantum,
        int edition,
        boolean personal) {
    @Override
    public String toString() {
        return "MeetingRecord[" + id + "]";
    }
}
