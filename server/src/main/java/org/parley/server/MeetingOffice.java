// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.parley.directory.Account;
import org.parley.directory.MeetingRecord;
import org.parley.directory.MeetingRegister;
import org.parley.meeting.door.Digest;
import org.parley.meeting.door.Door;
import org.parley.meeting.door.DoorAnswer;
import org.parley.meeting.door.DoorEntry;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.MeetingNumber;
import org.parley.meeting.door.Proof;
import org.parley.server.cluster.Meetings;

/// Makes, invites to and deletes meetings, and asks the door: keeps register and meetings in step. Blocks on
/// the database; may be called from any thread.
public final class MeetingOffice {
    /// Two numbers collide once in some 90 billion draws per meeting that exists.
    private static final int MAX_DRAWS = 10;

    private final MeetingRegister register;
    private final Meetings meetings;
    private final Door door;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final int maxPerAccount;

    /// @param random cryptographically strong
    public MeetingOffice(
            MeetingRegister register,
            Meetings meetings,
            Door door,
            InstantSource clock,
            RandomGenerator random,
            int maxPerAccount) {
        this.register = register;
        this.meetings = meetings;
        this.door = door;
        this.clock = clock;
        this.random = random;
        this.maxPerAccount = maxPerAccount;
    }

    /// Empty if the account has as many meetings as it may have.
    public Optional<Invitation> create(Account host, String title) {
        if (register.countByOwner(host.id()) >= maxPerAccount) {
            return Optional.empty();
        }
        for (int i = 0; i < MAX_DRAWS; i++) {
            Invitation invitation = Invitation.draw(MeetingNumber.draw(random), random);
            String id = UUID.randomUUID().toString();
            DoorEntry entry = door.entryFor(id, host.id(), invitation);
            var record = new MeetingRecord(
                    id,
                    invitation.number().digits(),
                    host.id(),
                    title,
                    clock.instant(),
                    false,
                    entry.passcode().hex(),
                    entry.guestLink().hex(),
                    entry.hostLink().hex());
            if (register.add(record)) {
                meetings.create(id, record.number(), title);
                return Optional.of(invitation);
            }
        }
        throw new IllegalStateException("no free meeting number was drawn");
    }

    /// Draws a new passcode and new links; the old ones are void. Empty if the meeting is gone.
    public Optional<Invitation> renew(MeetingRecord meeting) {
        Invitation invitation = Invitation.draw(new MeetingNumber(meeting.number()), random);
        DoorEntry entry = door.entryFor(meeting.id(), meeting.owner(), invitation);
        boolean replaced = register.replaceHashes(
                meeting.id(),
                entry.passcode().hex(),
                entry.guestLink().hex(),
                entry.hostLink().hex());
        return replaced ? Optional.of(invitation) : Optional.empty();
    }

    public void delete(MeetingRecord meeting) {
        register.delete(meeting.id());
        meetings.delete(meeting.id());
        register.eraseJournal(Meetings.persistenceId(meeting.id()));
    }

    public void delete(MeetingNumber number) {
        register.byNumber(number.digits()).ifPresent(this::delete);
    }

    /// @param typed the number as somebody typed it
    public DoorAnswer knock(String typed, Proof proof) {
        String number = MeetingNumber.parse(typed).map(MeetingNumber::digits).orElse("");
        return door.knock(number, register.byNumber(number).map(MeetingOffice::entry), proof);
    }

    public boolean isRunning(MeetingNumber number) {
        return register.byNumber(number.digits())
                .filter(record -> meetings.status(record.id()).running())
                .isPresent();
    }

    private static DoorEntry entry(MeetingRecord record) {
        return new DoorEntry(
                record.id(),
                record.owner(),
                new Digest(record.passcodeHash()),
                new Digest(record.guestLinkHash()),
                new Digest(record.hostLinkHash()));
    }

    public static String joinPath(Invitation invitation) {
        return "/m/" + invitation.number().digits() + "#"
                + invitation.guestLink().text();
    }

    public static String hostPath(Invitation invitation) {
        return "/host/" + invitation.number().digits() + "#"
                + invitation.hostLink().text();
    }
}
