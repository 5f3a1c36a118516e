// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import java.util.Optional;
import org.parley.meeting.Role;

/// The check at the door. A meeting that is not there is answered through a decoy, by the same steps as one
/// that is: neither the answer nor the time it takes says whether a number exists, or what was wrong. May be
/// called from any thread.
public final class Door {
    /// Longer than any proof we hand out; the rest is cut before hashing, so that length costs nothing.
    private static final int MAX_PROOF = 64;

    private final KeyedHash hash;
    private final DoorEntry decoy;

    /// @param hash keyed with the installation's key
    public Door(KeyedHash hash) {
        this.hash = hash;
        this.decoy = new DoorEntry(
                "", "\0", hash.of("decoy", "passcode"), hash.of("decoy", "guest"), hash.of("decoy", "host"));
    }

    /// The entry to keep for an invitation. No passcode leads to the hash that a link-bound meeting has in its
    /// place.
    public DoorEntry entryFor(String meeting, String owner, Invitation invitation) {
        String number = invitation.number().digits();
        return new DoorEntry(
                meeting,
                owner,
                switch (invitation) {
                    case Invitation.Open open ->
                        hash.of("passcode", number, open.passcode().digits());
                    case Invitation.LinkBound _ -> hash.of("no passcode", number);
                },
                hash.of("link", number, invitation.guestKey().text()),
                hash.of("link", number, invitation.hostLink().key().text()));
    }

    /// @param number as typed: may be no meeting number at all
    /// @param entry of the meeting with this number, or empty
    public DoorAnswer knock(String number, Optional<DoorEntry> entry, Proof proof) {
        DoorEntry against = entry.orElse(decoy);
        // Every comparison is made whatever the others gave: hence the variables, not one expression.
        boolean guest;
        boolean host;
        switch (proof) {
            case Proof.ByPasscode p -> {
                guest = hash.of("passcode", number, cut(p.passcode())).equals(against.passcode());
                host = false;
            }
            case Proof.ByKey p -> {
                Digest shown = hash.of("link", number, cut(p.key()));
                guest = shown.equals(against.guestLink());
                host = shown.equals(against.hostLink());
            }
            case Proof.ByAccount p -> {
                guest = false;
                host = hash.of("account", cut(p.account())).equals(hash.of("account", against.owner()));
            }
        }
        if (entry.isEmpty() || !(guest || host)) {
            return new DoorAnswer.Refused();
        }
        return new DoorAnswer.Granted(against.meeting(), host ? Role.HOST : Role.PARTICIPANT);
    }

    private static String cut(String proof) {
        return proof.length() > MAX_PROOF ? proof.substring(0, MAX_PROOF) : proof;
    }
}
