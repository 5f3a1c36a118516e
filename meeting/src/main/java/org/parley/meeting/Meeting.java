// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.parley.meeting.Lists.replaced;
import static org.parley.meeting.Lists.without;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;

/// The state of a meeting: a value, made by applying events one after the other to [#ABSENT].
///
/// @param people everybody who has passed the door and has not left, in the order of arrival
/// @param former those whose connection was lost for too long in this run: their resume tokens still lead in,
/// if admission allows. The newest [#MAX_FORMER]
/// @param hostDevices browsers from which a host took part in this run: they give the role back
/// @param emptySince since when a running meeting has nobody in it
/// @param webinar whether who comes by link or number is an attendee
/// @param floor what organisation and owner have fixed: no setting is looser
public record Meeting(
        Phase phase,
        String number,
        String title,
        MeetingKeys keys,
        MeetingSettings settings,
        @Nullable Instant startedAt,
        @Nullable Instant emptySince,
        List<Participant> people,
        List<Participant> former,
        List<Digest> hostDevices,
        boolean webinar,
        Moderation moderation,
        MeetingLog log,
        MeetingSettings floor) {

    public static final Meeting ABSENT = nothing(Phase.ABSENT);

    /// Bounds what a meeting remembers of the lost. Lower makes people with bad networks go through the door
    /// again.
    static final int MAX_FORMER = 200;

    static final int MAX_HOST_DEVICES = 16;

    public Meeting {
        // Snapshots of old meetings have none.
        keys = keys == null ? MeetingKeys.PLAIN : keys;
        settings = settings == null ? MeetingSettings.DEFAULT : settings;
        moderation = Moderation.orNone(moderation);
        log = MeetingLog.orEmpty(log);
        floor = floor == null ? MeetingSettings.LOOSEST : floor;
        people = List.copyOf(people);
        former = List.copyOf(former);
        hostDevices = List.copyOf(hostDevices);
    }

    private static Meeting nothing(Phase phase) {
        return fresh(phase, "", "", MeetingKeys.PLAIN, MeetingSettings.DEFAULT, false);
    }

    /// With nobody in it, and nothing that has happened.
    private static Meeting fresh(
            Phase phase, String number, String title, MeetingKeys keys, MeetingSettings settings, boolean webinar) {
        return new Meeting(
                phase,
                number,
                title,
                keys,
                settings,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                webinar,
                Moderation.NONE,
                MeetingLog.EMPTY,
                MeetingSettings.LOOSEST);
    }

    public boolean running() {
        return phase == Phase.RUNNING;
    }

    public Optional<Participant> find(ParticipantId id) {
        return people.stream().filter(p -> p.id().equals(id)).findFirst();
    }

    /// Those in the meeting, in the order of arrival.
    public List<Participant> roster() {
        return people.stream().filter(Participant::isIn).toList();
    }

    /// Those who wait, in the order of arrival.
    public List<Participant> waiting() {
        return people.stream().filter(p -> !p.isIn()).toList();
    }

    Optional<Participant> byResume(Digest resume) {
        return people.stream().filter(p -> p.resume().equals(resume)).findFirst();
    }

    Optional<Participant> formerByResume(Digest resume) {
        return former.stream().filter(p -> p.resume().equals(resume)).findFirst();
    }

    /// When a [Command.Tick] is due next, if nothing else happens.
    public Optional<Instant> nextDeadline(Timing timing) {
        Stream<Instant> graces = people.stream()
                .map(Participant::lostAt)
                .flatMap(Stream::ofNullable)
                .map(lost -> lost.plus(timing.reconnectGrace()));
        Stream<Instant> empty = Stream.ofNullable(emptySince).map(since -> since.plus(timing.emptyGrace()));
        return Stream.concat(graces, empty).min(Instant::compareTo);
    }

    /// @throws IllegalStateException if the event cannot follow on this state: the journal is damaged
    public Meeting after(Event event) {
        Meeting next = applied(event);
        return event instanceof Event.Deleted
                ? next
                : new Next(next).log(log.after(event, this)).meeting();
    }

    private Meeting applied(Event event) {
        var next = new Next(this);
        return switch (event) {
            case Event.Created e -> fresh(Phase.IDLE, e.number(), e.title(), e.keys(), e.settings(), e.webinar());
            case Event.Knocked e ->
                next.people(Lists.with(people, Participant.of(e), Integer.MAX_VALUE))
                        .former(without(former, p -> p.resume().equals(e.resume())))
                        .meeting();
            case Event.Started e ->
                next.phase(Phase.RUNNING, e.at()).emptySince(e.at()).meeting();
            case Event.Bound e -> next.floor(e.floor()).meeting();
            case Event.SettingsChanged e -> next.settings(e.settings()).meeting();
            case Event.Arranged e ->
                next.title(e.title()).settings(e.settings()).meeting();
            case Event.Renumbered e -> next.number(e.number()).meeting();
            case Event.Admitted e -> admitted(e.who());
            case Event.HeldBack e -> heldBack(e);
            case Event.Disconnected e -> changed(e.who(), p -> p.lost(e.at()));
            case Event.Reconnected e -> changed(e.who(), p -> p.lost(null));
            case Event.Left e -> left(e);
            case Event.KeptOut e ->
                next.moderation(moderation.withRemoval(e.removal())).meeting();
            case Event.Lifted e ->
                next.moderation(moderation.withoutRemoval(e.removal())).meeting();
            case Event.LockChanged e ->
                next.moderation(moderation.withLock(e.locked())).meeting();
            case Event.HaltChanged e ->
                next.moderation(moderation.withHalt(e.halted())).meeting();
            case Event.Spotlit e ->
                next.moderation(moderation.withSpotlight(e.who())).meeting();
            case Event.Appointed e -> appointed(e);
            case Event.Renamed e -> changed(e.who(), p -> p.named(e.name()));
            case Event.Ended _ ->
                next.phase(Phase.IDLE, null)
                        .emptySince(null)
                        .people(List.of())
                        .former(List.of())
                        .hostDevices(List.of())
                        .moderation(Moderation.NONE)
                        .meeting();
            case Event.Deleted _ -> nothing(Phase.DELETED);
            case Event.Noted _, Event.SwitchedOff _, Event.Asked _, Event.Reported _, Event.Noticed _ -> this;
        };
    }

    private Meeting admitted(ParticipantId who) {
        Meeting next = changed(who, Participant::admitted);
        Participant in = next.find(who).orElseThrow();
        List<Digest> devices = in.isHost() ? withDevice(in) : hostDevices;
        return new Next(next).emptySince(null).hostDevices(devices).meeting();
    }

    private List<Digest> withDevice(Participant host) {
        return host.device() == null || hostDevices.contains(host.device())
                ? hostDevices
                : Lists.with(hostDevices, host.device(), MAX_HOST_DEVICES);
    }

    private Meeting heldBack(Event.HeldBack e) {
        Meeting next = changed(e.who(), Participant::heldBack);
        return new Next(next)
                .moderation(moderation.withoutPerson(e.who()))
                .emptySince(
                        next.roster().isEmpty()
                                ? Optional.ofNullable(emptySince).orElse(e.at())
                                : null)
                .meeting();
    }

    private Meeting appointed(Event.Appointed e) {
        Meeting next = changed(e.who(), p -> p.as(e.role()));
        Participant appointed = next.find(e.who()).orElseThrow();
        List<Digest> devices =
                appointed.isHost() ? withDevice(appointed) : without(hostDevices, d -> d.equals(appointed.device()));
        return new Next(next).hostDevices(devices).meeting();
    }

    private Meeting left(Event.Left e) {
        Participant gone = find(e.who()).orElseThrow(() -> unknown(e.who()));
        List<Participant> rest = without(people, p -> p.id().equals(e.who()));
        boolean remembered = gone.isIn() && e.reason() == LeftReason.LOST;
        boolean empties = running() && emptySince == null && rest.stream().noneMatch(Participant::isIn);
        return new Next(this)
                .emptySince(empties ? e.at() : emptySince)
                .people(rest)
                .former(remembered ? Lists.with(former, gone, MAX_FORMER) : former)
                .moderation(moderation.withoutPerson(e.who()))
                .meeting();
    }

    private Meeting changed(ParticipantId who, UnaryOperator<Participant> change) {
        if (find(who).isEmpty()) {
            throw unknown(who);
        }
        return new Next(this)
                .people(replaced(people, p -> p.id().equals(who), change))
                .meeting();
    }

    private static IllegalStateException unknown(ParticipantId who) {
        return new IllegalStateException("no participant " + who.value() + " in this meeting");
    }

    @Override
    public String toString() {
        return "Meeting[" + phase + ", " + people.size() + " people]";
    }
}
