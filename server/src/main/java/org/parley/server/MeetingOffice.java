// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.directory.MeetingRecord;
import org.parley.directory.MeetingRegister;
import org.parley.meeting.Command;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.door.Digest;
import org.parley.meeting.door.Door;
import org.parley.meeting.door.DoorAnswer;
import org.parley.meeting.door.DoorEntry;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.LinkKey;
import org.parley.meeting.door.MeetingNumber;
import org.parley.meeting.door.Proof;
import org.parley.server.cluster.Meetings;

/// Makes, invites to and deletes meetings, and asks the door: keeps register and meetings in step. Blocks on
/// the database; may be called from any thread.
public final class MeetingOffice {
    /// Two numbers collide once in some 90 billion draws per meeting that exists.
    private static final int MAX_DRAWS = 10;

    private final MeetingRegister register;
    private final RegistrationOffice registrations;
    private final Meetings meetings;
    private final Policies policies;
    private final Door door;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final int maxPerAccount;

    /// @param random cryptographically strong
    public MeetingOffice(
            MeetingRegister register,
            RegistrationOffice registrations,
            Meetings meetings,
            Policies policies,
            Door door,
            InstantSource clock,
            RandomGenerator random,
            int maxPerAccount) {
        this.register = register;
        this.registrations = registrations;
        this.meetings = meetings;
        this.policies = policies;
        this.door = door;
        this.clock = clock;
        this.random = random;
        this.maxPerAccount = maxPerAccount;
    }

    /// Empty if the account has as many meetings as it may have, or the personal one that is wanted.
    public Optional<Invitation> create(Account host, NewMeeting wanted) {
        if (register.countByOwner(host.id()) >= maxPerAccount) {
            return Optional.empty();
        }
        for (int i = 0; i < MAX_DRAWS; i++) {
            if (wanted.personal() && register.hasPersonal(host.id())) {
                return Optional.empty();
            }
            Invitation invitation = draw(MeetingNumber.draw(random), wanted.guests());
            String id = UUID.randomUUID().toString();
            DoorEntry entry = door.entryFor(id, host.id(), invitation);
            var record = new MeetingRecord(
                    id,
                    invitation.number().digits(),
                    host.id(),
                    wanted.title(),
                    clock.instant(),
                    false,
                    entry.passcode().hex(),
                    entry.guestLink().hex(),
                    entry.hostLink().hex(),
                    wanted.guests().isPresent(),
                    wanted.postQuantum(),
                    1,
                    wanted.personal());
            if (register.add(record)) {
                meetings.create(
                        id,
                        record.number(),
                        record.title(),
                        wanted.keys(),
                        policies.defaults(host.id()).with(wanted.settings()),
                        wanted.webinar());
                policies.bind(id, host.id());
                return Optional.of(invitation);
            }
        }
        throw new IllegalStateException("no free meeting number was drawn");
    }

    private Invitation draw(MeetingNumber number, Optional<LinkKey> guests) {
        return guests.isPresent() ? Invitation.draw(number, guests.get(), random) : Invitation.draw(number, random);
    }

    /// Draws a new passcode and new links; the old ones are void. Empty if the meeting is gone.
    ///
    /// @param by the owner's name
    /// @param guests what the guests' new link shows; present exactly when the meeting is link-bound
    public Optional<Invitation> renew(MeetingRecord meeting, String by, Optional<LinkKey> guests) {
        if (meeting.linkBound() != guests.isPresent()) {
            throw new IllegalArgumentException("a meeting stays link-bound, or not");
        }
        Invitation invitation = draw(new MeetingNumber(meeting.number()), guests);
        DoorEntry entry = door.entryFor(meeting.id(), meeting.owner(), invitation);
        boolean replaced = register.replaceHashes(
                meeting.id(),
                entry.passcode().hex(),
                entry.guestLink().hex(),
                entry.hostLink().hex());
        return replaced ? Optional.of(told(meeting, by, invitation)) : Optional.empty();
    }

    /// Draws a new number, and with it a new passcode and new links. Who comes by the old number comes to nothing,
    /// and nobody else is given it for long. Who is inside stays. Empty if the meeting is gone.
    ///
    /// @param by as in [#renew], and `guests`
    public Optional<Invitation> renumber(MeetingRecord meeting, String by, Optional<LinkKey> guests) {
        if (meeting.linkBound() != guests.isPresent()) {
            throw new IllegalArgumentException("a meeting stays link-bound, or not");
        }
        for (int i = 0; i < MAX_DRAWS; i++) {
            Invitation invitation = draw(MeetingNumber.draw(random), guests);
            DoorEntry entry = door.entryFor(meeting.id(), meeting.owner(), invitation);
            boolean done = register.renumber(
                    meeting.id(),
                    invitation.number().digits(),
                    entry.passcode().hex(),
                    entry.guestLink().hex(),
                    entry.hostLink().hex(),
                    clock.instant());
            if (done) {
                return Optional.of(told(meeting, by, invitation));
            }
            if (register.byNumber(meeting.number()).isEmpty()) {
                return Optional.empty();
            }
        }
        throw new IllegalStateException("no free meeting number was drawn");
    }

    /// The meeting tells those who are in it, and its log says who did it.
    private Invitation told(MeetingRecord meeting, String by, Invitation invitation) {
        meetings.order(
                meeting.id(), new Command.Renumber(by, invitation.number().digits()));
        return invitation;
    }

    /// @param title null leaves it
    /// @return false if something is wished that the operator has fixed otherwise, or the meeting is gone
    public boolean arrange(MeetingRecord meeting, String by, @Nullable String title, MeetingSettings.Change change) {
        if (!meetings.order(meeting.id(), new Command.Arrange(by, title, change))) {
            return false;
        }
        if (title != null) {
            register.setTitle(meeting.id(), title);
        }
        return true;
    }

    public void delete(MeetingRecord meeting) {
        register.delete(meeting.id(), clock.instant());
        meetings.delete(meeting.id());
        register.eraseJournal(Meetings.persistenceId(meeting.id()));
    }

    public void delete(MeetingNumber number) {
        register.byNumber(number.digits()).ifPresent(this::delete);
    }

    /// @param typed the number as somebody typed it
    /// @param device of the browser that knocks, if it has one
    public DoorAnswer knock(String typed, Proof proof, @Nullable Digest device) {
        Row row = look(typed);
        DoorEntry entry = entry(row.record());
        Optional<DoorEntry> kept = row.isIt() ? Optional.of(entry) : Optional.empty();
        DoorAnswer answer = proof instanceof Proof.ByKey key
                ? registrations.knock(row.number(), kept, key, device)
                : door.knock(row.number(), kept, proof);
        if (answer instanceof DoorAnswer.Granted) {
            policies.bind(entry.meeting(), entry.owner());
        }
        return answer;
    }

    /// The same work whether it is there or not.
    ///
    /// @param typed the number as somebody typed it
    public Optional<MeetingRecord> find(String typed) {
        Row row = look(typed);
        return Optional.of(row.record()).filter(_ -> row.isIt());
    }

    /// @param record the meeting with this number, or whatever else was found
    private record Row(String number, MeetingRecord record, boolean isIt) {}

    /// One row is found and read in any case, and a stand-in is drawn even where none is needed: what is not done
    /// alike, a stopwatch sees.
    private Row look(String typed) {
        Optional<MeetingNumber> parsed = MeetingNumber.parse(typed);
        String number = parsed.orElse(standIn(typed)).digits();
        MeetingRecord record = register.atOrAfter(number);
        return new Row(number, record, parsed.isPresent() && record.number().equals(number));
    }

    /// Some number to look for in place of what is none. It need not be free: what is found is not used.
    private static MeetingNumber standIn(String typed) {
        long spread = Math.floorMod(typed.hashCode() * 0x9E37_79B9_7F4A_7C15L, 90_000_000_000L);
        return new MeetingNumber(Long.toString(10_000_000_000L + spread));
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

    /// Of a link-bound meeting without what only the one who made it has.
    public static String joinPath(Invitation invitation) {
        String path = "/m/" + invitation.number().digits();
        return invitation instanceof Invitation.Open open
                ? path + "#" + open.guestLink().text()
                : path;
    }

    public static String hostPath(Invitation invitation) {
        return "/host/" + invitation.number().digits() + "#"
                + invitation.hostLink().text();
    }
}
