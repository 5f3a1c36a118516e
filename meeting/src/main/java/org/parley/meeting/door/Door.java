// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Role;

/// The check at the door. A meeting that is not there is answered through a decoy, by the same steps as one
/// that is: neither the answer nor the time it takes says whether a number exists, or what was wrong. May be
/// called from any thread.
public final class Door {
    /// Longer than any proof we hand out; the rest is cut before hashing, so that length costs nothing.
    private static final int MAX_PROOF = 64;

    /// As long as an id, and nobody's: what is compared is as long for a meeting that is there and one that is not.
    private static final String NO_MEETING = "00000000-0000-0000-0000-000000000000";

    private final KeyedHash hash;
    private final DoorEntry decoy;
    private final Digest noDevice;

    /// @param hash keyed with the installation's key
    public Door(KeyedHash hash) {
        this.hash = hash;
        this.decoy = new DoorEntry(
                NO_MEETING, "\0", hash.of("decoy", "passcode"), hash.of("decoy", "guest"), hash.of("decoy", "host"));
        this.noDevice = hash.of("decoy", "device");
    }

    /// What is kept of a registration's link, and looked for when something is shown that may be one. A meeting
    /// that gets another number gets other links.
    ///
    /// @param key see [LinkSecret#key]
    public Digest registered(String number, String key) {
        return hash.of("registration", number, cut(key));
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
        return switch (proof) {
            case Proof.ByPasscode p -> {
                DoorEntry against = entry.orElse(decoy);
                Digest shown = hash.of("passcode", number, cut(p.passcode()));
                yield answer(entry, shown.equals(against.passcode()), false);
            }
            case Proof.ByKey p -> byLink(number, entry, p);
            case Proof.ByAccount p -> {
                DoorEntry against = entry.orElse(decoy);
                Digest owner = hash.of("account", against.owner());
                yield answer(entry, false, hash.of("account", cut(p.account())).equals(owner));
            }
        };
    }

    private DoorAnswer byLink(String number, Optional<DoorEntry> entry, Proof.ByKey proof) {
        DoorEntry against = entry.orElse(decoy);
        // Every comparison is made whatever the others gave: hence the variables, not one expression.
        Digest shown = hash.of("link", number, cut(proof.key()));
        boolean guest = shown.equals(against.guestLink());
        boolean host = shown.equals(against.hostLink());
        return answer(entry, guest, host);
    }

    /// A registration opens only the meeting it is for, and only to the browser that used it first.
    ///
    /// @param proof that opened nothing else
    /// @param found what [#registered] leads to, or whatever else was found in looking for it
    /// @param device of the browser that knocks; without one nothing is opened
    public DoorAnswer knock(
            String number, Optional<DoorEntry> entry, Proof.ByKey proof, Registration found, @Nullable Digest device) {
        DoorAnswer plain = byLink(number, entry, proof);
        String meeting = entry.orElse(decoy).meeting();
        boolean its = registered(number, proof.key()).equals(found.link());
        boolean here = hash.of("meeting", meeting).equals(hash.of("meeting", found.meeting()));
        Digest from = device == null ? noDevice : device;
        boolean same = from.equals(found.device() == null ? from : found.device());
        boolean opens = its && here && same && device != null;
        return opens && entry.isPresent() && plain instanceof DoorAnswer.Refused
                ? new DoorAnswer.Granted(meeting, Role.PARTICIPANT, found)
                : plain;
    }

    private static DoorAnswer answer(Optional<DoorEntry> entry, boolean guest, boolean host) {
        if (entry.isEmpty() || !(guest || host)) {
            return new DoorAnswer.Refused();
        }
        return new DoorAnswer.Granted(entry.get().meeting(), host ? Role.HOST : Role.PARTICIPANT);
    }

    private static String cut(String proof) {
        return proof.length() > MAX_PROOF ? proof.substring(0, MAX_PROOF) : proof;
    }
}
