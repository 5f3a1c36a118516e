// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.util.Optional;
import org.parley.meeting.door.guard.Cidr;
import org.parley.meeting.door.guard.Part;

/// A guard whose counts and blocks are the same on all nodes, see [org.parley.meeting.door.guard.Guard]. Called on
/// one actor's thread.
public interface SharedGuard {
    /// Under which all nodes know it: at most 32 letters.
    String name();

    /// What to tell the others next; empty if there is nothing more.
    Optional<byte[]> delta();

    /// @throws IllegalArgumentException if these are not such bytes
    void merge(byte[] delta);

    Part part(int from);

    /// @throws IllegalArgumentException if these are not such bytes
    void adopt(byte[] part);

    /// An operator lifted a block at another node.
    void forgiven(Cidr network);

    /// There is no other node any more.
    void alone();
}
