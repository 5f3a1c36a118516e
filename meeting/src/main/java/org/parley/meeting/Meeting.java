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
        List<Digest> hostDevices) {

    public static final Meeting ABSENT = bare(Phase.ABSENT, "", "", MeetingKeys.PLAIN, MeetingSettings.DEFAULT);

    /// Bounds what a meeting remembers of the lost. Lower makes people with bad networks go through the door
    /// again.
    static final int MAX_FORMER = 200;

    static final int MAX_HOST_DEVICES = 16;

    public Meeting {
        // Snapshots of old meetings have none.
        keys = keys == null ? MeetingKeys.PLAIN : keys;
        settings = settings == null ? MeetingSettings.DEFAULT : settings;
        people = List.copyOf(people);
        former = List.copyOf(former);
        hostDevices = List.copyOf(hostDevices);
    }

    /// With nobody in it.
    private static Meeting bare(Phase phase, String number, String title, MeetingKeys keys, MeetingSettings settings) {
        return new Meeting(phase, number, title, keys, settings, null, null, List.of(), List.of(), List.of());
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
        return switch (event) {
            case Event.Created e -> bare(Phase.IDLE, e.number(), e.title(), e.keys(), e.settings());
            case Event.Knocked e -> knocked(e);
            case Event.Started e ->
                new Meeting(Phase.RUNNING, number, title, keys, settings, e.at(), e.at(), people, former, hostDevices);
            case Event.SettingsChanged e ->
                new Meeting(
                        phase, number, title, keys, e.settings(), startedAt, emptySince, people, former, hostDevices);
            case Event.Admitted e -> admitted(e.who());
            case Event.Disconnected e -> changed(e.who(), p -> p.lost(e.at()));
            case Event.Reconnected e -> changed(e.who(), p -> p.lost(null));
            case Event.Left e -> left(e);
            case Event.Ended _ -> bare(Phase.IDLE, number, title, keys, settings);
            case Event.Deleted _ -> bare(Phase.DELETED, "", "", MeetingKeys.PLAIN, MeetingSettings.DEFAULT);
        };
    }

    private Meeting knocked(Event.Knocked e) {
        var newcomer = new Participant(
                e.id(),
                e.csrc(),
                e.name(),
                e.role(),
                Stage.WAITING,
                e.resume(),
                e.device(),
                e.kind(),
                e.account(),
                null);
        return with(
                emptySince,
                Lists.with(people, newcomer, Integer.MAX_VALUE),
                without(former, p -> p.resume().equals(e.resume())),
                hostDevices);
    }

    private Meeting admitted(ParticipantId who) {
        Meeting next = changed(who, Participant::admitted);
        Participant in = next.find(who).orElseThrow();
        List<Digest> devices = hostDevices;
        if (in.isHost() && in.device() != null && !devices.contains(in.device())) {
            devices = Lists.with(devices, in.device(), MAX_HOST_DEVICES);
        }
        return with(null, next.people, former, devices);
    }

    private Meeting left(Event.Left e) {
        Participant gone = find(e.who()).orElseThrow(() -> unknown(e.who()));
        List<Participant> rest = without(people, p -> p.id().equals(e.who()));
        boolean remembered = gone.isIn() && e.reason() == LeftReason.LOST;
        boolean empties = running() && emptySince == null && rest.stream().noneMatch(Participant::isIn);
        return with(
                empties ? e.at() : emptySince,
                rest,
                remembered ? Lists.with(former, gone, MAX_FORMER) : former,
                hostDevices);
    }

    private Meeting changed(ParticipantId who, UnaryOperator<Participant> change) {
        if (find(who).isEmpty()) {
            throw unknown(who);
        }
        return with(emptySince, replaced(people, p -> p.id().equals(who), change), former, hostDevices);
    }

    /// The same meeting with other people.
    private Meeting with(
            @Nullable Instant since, List<Participant> those, List<Participant> lost, List<Digest> devices) {
        return new Meeting(phase, number, title, keys, settings, startedAt, since, those, lost, devices);
    }

    private static IllegalStateException unknown(ParticipantId who) {
        return new IllegalStateException("no participant " + who.value() + " in this meeting");
    }

    @Override
    public String toString() {
        return "Meeting[" + phase + ", " + people.size() + " people]";
    }
}
