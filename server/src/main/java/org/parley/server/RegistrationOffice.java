// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.directory.MeetingRecord;
import org.parley.directory.RegistrationRecord;
import org.parley.directory.Registrations;
import org.parley.meeting.door.Digest;
import org.parley.meeting.door.Door;
import org.parley.meeting.door.DoorAnswer;
import org.parley.meeting.door.DoorEntry;
import org.parley.meeting.door.LinkSecret;
import org.parley.meeting.door.Proof;
import org.parley.meeting.door.Registration;

/// Gives people links of their own into a meeting, each good for the browser that uses it first. Blocks on the
/// database; may be called from any thread.
public final class RegistrationOffice {
    /// Bounds what a meeting keeps of people who may never come.
    public static final int MOST = 1_000;

    /// A registration just made: the secret is not seen again.
    ///
    /// @param name may be empty
    public record Made(String id, String name, LinkSecret secret) {
        @Override
        public String toString() {
            return "Made[" + id + "]";
        }
    }

    private final Registrations register;
    private final Door door;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random cryptographically strong
    RegistrationOffice(Registrations register, Door door, InstantSource clock, RandomGenerator random) {
        this.register = register;
        this.door = door;
        this.clock = clock;
        this.random = random;
    }

    /// Makes all of them, or none: empty if the meeting would have more than [#MOST], or is gone.
    ///
    /// @param names as people will be shown; who has an empty one says a name at the door
    public Optional<List<Made>> make(MeetingRecord meeting, List<String> names) {
        List<Made> made = new ArrayList<>();
        List<RegistrationRecord> records = new ArrayList<>();
        for (String name : names) {
            var one = new Made(UUID.randomUUID().toString(), name, LinkSecret.draw(random));
            Digest link = door.registered(meeting.number(), one.secret().key().text());
            made.add(one);
            records.add(new RegistrationRecord(one.id(), meeting.id(), name, link.hex(), null, clock.instant(), null));
        }
        return register.add(meeting.id(), meeting.number(), records, MOST) ? Optional.of(made) : Optional.empty();
    }

    /// In the order made.
    public List<RegistrationRecord> list(MeetingRecord meeting) {
        return register.byMeeting(meeting.id());
    }

    /// From now on the link is as if it had never been. Who is inside stays.
    ///
    /// @return false if there is no such registration
    public boolean withdraw(MeetingRecord meeting, String id) {
        return register.remove(meeting.id(), id);
    }

    /// The door, for who shows a link. One row is fetched and compared whatever is shown; who comes by a
    /// registration's link for the first time takes it.
    DoorAnswer knock(String number, Optional<DoorEntry> entry, Proof.ByKey proof, @Nullable Digest device) {
        Registration found = registration(
                register.atOrAfter(door.registered(number, proof.key()).hex()));
        DoorAnswer answer = door.knock(number, entry, proof, found, device);
        Registration mine = answer instanceof DoorAnswer.Granted granted ? granted.registration() : null;
        return mine == null || take(mine, device) ? answer : new DoorAnswer.Refused();
    }

    /// Another browser may have been faster, or the host have withdrawn it.
    private boolean take(Registration mine, @Nullable Digest device) {
        return mine.device() != null || (device != null && register.bind(mine.id(), device.hex(), clock.instant()));
    }

    private static Registration registration(RegistrationRecord r) {
        return new Registration(
                r.id(),
                r.meeting(),
                r.name(),
                new Digest(r.linkHash()),
                r.deviceHash() == null ? null : new Digest(r.deviceHash()));
    }
}
