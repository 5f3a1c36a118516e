// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;
import org.parley.meeting.door.KeyedHash;

/// A meeting played on a table, in virtual time: commands go in, events are kept.
final class Play {
    static final int MAX_PEOPLE = 20;
    static final int MAX_WAITING = 30;
    /// Lets guests in as soon as the meeting runs.
    static final MeetingSettings OPEN = MeetingSettings.LOOSEST;
    private static final KeyedHash HASH = new KeyedHash(new byte[32]);

    final MeetingLife life = new MeetingLife(Timing.DEFAULT, limits(), MeetingSettings.LOOSEST);
    final List<Event> events = new ArrayList<>();
    private final Map<ParticipantId, Digest> tokens = new HashMap<>();
    Meeting meeting;
    Instant now = Instant.parse("2026-11-24T09:00:00Z");
    private int drawn;

    Play() {
        this(OPEN, false);
    }

    Play(MeetingSettings settings, boolean webinar) {
        this(Meeting.ABSENT);
        does(new Command.Create("12345678901", "Weekly", MeetingKeys.PLAIN, settings, webinar));
    }

    Play(Meeting meeting) {
        this.meeting = meeting;
    }

    static Limits limits() {
        return new Limits(MAX_PEOPLE, MAX_WAITING);
    }

    static MeetingSettings.Change change(@Nullable ChatPolicy chat, @Nullable Boolean endpointsOnly) {
        return new MeetingSettings.Change(chat, endpointsOnly, null, null, null, null, null, null, null, null);
    }

    static Command.Change change(ParticipantId by, @Nullable ChatPolicy chat, @Nullable Boolean endpointsOnly) {
        return new Command.Change(by, change(chat, endpointsOnly));
    }

    static MeetingSettings.Change waitingRoom(WaitingRoom waitingRoom) {
        return new MeetingSettings.Change(null, null, waitingRoom, null, null, null, null, null, null, null);
    }

    Outcome does(Command command) {
        Outcome outcome = life.decide(meeting, command, now);
        if (outcome instanceof Outcome.Accepted(List<Event> decided)) {
            for (Event event : decided) {
                meeting = meeting.after(event);
                events.add(event);
            }
        }
        return outcome;
    }

    Refusal refused(Command command) {
        return switch (does(command)) {
            case Outcome.Refused(Refusal why) -> why;
            case Outcome.Accepted(List<Event> accepted) -> throw new AssertionError("accepted: " + accepted);
        };
    }

    void passes(Duration time) {
        now = now.plus(time);
        does(new Command.Tick());
    }

    static Digest digest(String of) {
        return HASH.of("test", of);
    }

    Command.Knock knocking(String name, Role granted, @Nullable String device) {
        return knocking(name, granted, device, ++drawn);
    }

    private Command.Knock knocking(String name, Role granted, @Nullable String device, int csrc) {
        ParticipantId id = new ParticipantId("p" + ++drawn);
        Digest token = digest("token " + drawn);
        tokens.put(id, token);
        Digest hashed = device == null ? null : digest(device);
        return new Command.Knock(id, csrc, name, granted, token, hashed, EndpointKind.BROWSER, false, WayIn.LINK, null);
    }

    ParticipantId knock(String name, Role granted) {
        return knock(name, granted, null);
    }

    ParticipantId knock(String name, Role granted, @Nullable String device) {
        Command.Knock knock = knocking(name, granted, device);
        does(knock);
        return knock.id();
    }

    ParticipantId knockWithCsrc(String name, int csrc) {
        Command.Knock knock = knocking(name, Role.PARTICIPANT, null, csrc);
        does(knock);
        return knock.id();
    }

    ParticipantId knock(EndpointKind kind) {
        Command.Knock knock = knocking(kind);
        does(knock);
        return knock.id();
    }

    Command.Knock knocking(EndpointKind kind) {
        Command.Knock k = knocking("Connector", Role.PARTICIPANT, null);
        return new Command.Knock(
                k.id(), k.csrc(), k.name(), k.granted(), k.resume(), k.device(), kind, false, WayIn.LINK, null);
    }

    ParticipantId startedBy(String name) {
        ParticipantId host = knock(name, Role.HOST);
        does(new Command.Start(host));
        return host;
    }

    Command.Resume resuming(ParticipantId who) {
        Digest token = tokens.get(who);
        if (token == null) {
            throw new AssertionError("no token of " + who);
        }
        return resuming(token);
    }

    Command.Resume resuming(Digest token) {
        return new Command.Resume(token, new ParticipantId("p" + ++drawn), drawn);
    }

    Stage stage(ParticipantId who) {
        return meeting.find(who).orElseThrow().stage();
    }

    Role role(ParticipantId who) {
        return meeting.find(who).orElseThrow().role();
    }

    List<String> names() {
        return meeting.roster().stream().map(Participant::name).toList();
    }

    Event last() {
        return events.getLast();
    }
}
