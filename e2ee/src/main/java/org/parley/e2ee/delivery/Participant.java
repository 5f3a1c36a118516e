// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.mls.KeyPackage;

/// What the delivery service knows of one participant.
final class Participant {
    static final int NO_LEAF = -1;

    final Identity identity;
    final Bucket joins = new Bucket(Limits.JOINS);
    final Bucket syncs = new Bucket(Limits.SYNCS);
    final Bucket applications = new Bucket(Limits.APPLICATIONS);
    boolean connected = true;
    boolean gone;

    /// The key package with which it wants to be added.
    @Nullable
    Wish wish;

    int leaf = NO_LEAF;
    /// The first epoch that this leaf can read.
    long since;
    /// Whether it has, as far as it has told, the state that belongs to its leaf.
    boolean usable;
    /// Whether it has said so on this connection, so that commits may be sent to it.
    boolean synced;
    /// Who made the Welcome by which it came in.
    @Nullable
    ParticipantId welcomer;
    /// When it last let a turn pass; the larger, the later it is asked again.
    long missedTurn;
    /// Has committed what others could not process.
    boolean distrusted;
    /// How often the only other member could not process a commit of this one.
    int accusations;

    record Wish(KeyPackage keyPackage, Bytes reference, Instant at) {}

    Participant(Identity identity) {
        this.identity = identity;
    }

    ParticipantId id() {
        return identity.participant();
    }

    boolean hasLeaf() {
        return leaf != NO_LEAF;
    }

    /// Can process commits that are sent now.
    boolean follows() {
        return hasLeaf() && connected && synced && usable && wish == null && !gone;
    }

    /// Might come back and follow.
    boolean mayFollow() {
        return hasLeaf() && usable && wish == null && !gone;
    }

    boolean waits() {
        return wish != null && connected && !gone;
    }

    /// Its leaf has to go: it left, or it comes again with another.
    boolean leafIsStale() {
        return hasLeaf() && (gone || wish != null);
    }

    /// The connection is gone, and with it the page that waited for an answer to its key package.
    void cutOff() {
        connected = false;
        synced = false;
        if (wish != null) {
            wish = null;
            usable = false;
        }
    }

    void loseLeaf() {
        leaf = NO_LEAF;
        usable = false;
        synced = false;
    }

    void gainLeaf(int index, long epoch) {
        leaf = index;
        since = epoch;
        usable = true;
        synced = true;
        wish = null;
    }
}
