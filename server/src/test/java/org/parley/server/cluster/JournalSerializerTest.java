// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.parley.meeting.ChatPolicy;
import org.parley.meeting.EndReason;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.Event;
import org.parley.meeting.LeftReason;
import org.parley.meeting.Medium;
import org.parley.meeting.Meeting;
import org.parley.meeting.MeetingKeys;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.ParticipantId;
import org.parley.meeting.Removal;
import org.parley.meeting.Role;
import org.parley.meeting.WayIn;
import org.parley.meeting.door.Digest;

/// What is in a journal must be readable for as long as there are journals: these texts never change.
class JournalSerializerTest {
    private static final Instant AT = Instant.parse("2026-11-24T09:00:00.123Z");
    private static final ParticipantId WHO = new ParticipantId("p1");
    private static final Digest RESUME = new Digest("a".repeat(64));

    private static final MeetingSettings SETTINGS = MeetingSettings.DEFAULT.with(
            new MeetingSettings.Change(ChatPolicy.HOST, true, null, null, null, null, null, null, null, null));

    /// As they were written at first; some are written with more today.
    private static final Map<Event, String> KEPT = Map.ofEntries(
            Map.entry(
                    new Event.Created("12345678901", "Weekly", new MeetingKeys(true, true), SETTINGS, false, AT),
                    "created.1 {\"number\":\"12345678901\",\"title\":\"Weekly\",\"keys\":{\"linkBound\":true,\"postQuantum\":true},\"settings\":"
                            + "{\"chat\":\"HOST\",\"endpointsOnly\":true},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Knocked(
                            WHO, 7, "Ada", Role.HOST, RESUME, null, EndpointKind.DESKTOP, true, WayIn.LINK, null, AT),
                    "knocked.1 {\"id\":{\"value\":\"p1\"},\"csrc\":7,\"name\":\"Ada\",\"role\":\"HOST\",\"resume\":{\"hex\":\""
                            + "a".repeat(64)
                            + "\"},\"device\":null,\"kind\":\"DESKTOP\",\"account\":true,\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Started(WHO, AT),
                    "started.1 {\"by\":{\"value\":\"p1\"},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Admitted(WHO, null, AT),
                    "admitted.1 {\"who\":{\"value\":\"p1\"},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Disconnected(WHO, AT),
                    "disconnected.1 {\"who\":{\"value\":\"p1\"},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Reconnected(WHO, AT),
                    "reconnected.1 {\"who\":{\"value\":\"p1\"},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Left(WHO, LeftReason.LOST, null, AT),
                    "left.1 {\"who\":{\"value\":\"p1\"},\"reason\":\"LOST\",\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Ended(EndReason.EMPTY, null, AT),
                    "ended.1 {\"reason\":\"EMPTY\",\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(new Event.Deleted(AT), "deleted.1 {\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.SettingsChanged(WHO, SETTINGS, AT),
                    "settings-changed.1 {\"by\":{\"value\":\"p1\"},\"settings\":{\"chat\":\"HOST\",\"endpointsOnly\":true},\"at\":\"2026-11-24T09:00:00.123Z\"}"));

    private static final List<Event> NEWER = List.of(
            new Event.HeldBack(WHO, WHO, AT),
            new Event.KeptOut(WHO, new Removal("p1", "Ada", RESUME, RESUME, "account", AT), AT),
            new Event.Lifted(WHO, "p1", AT),
            new Event.Bound(SETTINGS, AT),
            new Event.LockChanged(WHO, true, AT),
            new Event.HaltChanged(WHO, true, AT),
            new Event.SwitchedOff(WHO, Medium.MICROPHONE, null, AT),
            new Event.Asked(WHO, Medium.CAMERA, WHO, AT),
            new Event.Appointed(WHO, WHO, Role.COHOST, AT),
            new Event.Spotlit(WHO, List.of(WHO), AT),
            new Event.Renamed(WHO, WHO, "Ada L.", AT),
            new Event.Reported(WHO, WHO, "shouts", AT),
            new Event.Noticed(WHO, "Soon", AT),
            new Event.Arranged("Ada", "Weekly", SETTINGS, AT),
            new Event.Renumbered("Ada", "12345678901", AT),
            new Event.Noted("Ada", "scheduled", "daily", AT));

    private final JournalSerializer serializer = new JournalSerializer();

    @Test
    void every_event_is_read_as_it_was_written_at_first() throws NotSerializableException {
        for (Map.Entry<Event, String> entry : KEPT.entrySet()) {
            String[] kept = entry.getValue().split(" ", 2);
            assertThat(read(kept[0], kept[1])).isEqualTo(entry.getKey());
        }
    }

    @Test
    void every_event_is_read_as_it_is_written() throws NotSerializableException {
        for (Event event : all()) {
            assertThat(serializer.fromBinary(serializer.toBinary(event), serializer.manifest(event)))
                    .isEqualTo(event);
        }
        assertThat(NEWER.stream().map(serializer::manifest))
                .containsExactly(
                        "held-back.1",
                        "kept-out.1",
                        "lifted.1",
                        "bound.1",
                        "lock-changed.1",
                        "halt-changed.1",
                        "switched-off.1",
                        "asked.1",
                        "appointed.1",
                        "spotlit.1",
                        "renamed.1",
                        "reported.1",
                        "noticed.1",
                        "arranged.1",
                        "renumbered.1",
                        "noted.1");
    }

    private static List<Event> all() {
        return Stream.concat(KEPT.keySet().stream(), NEWER.stream()).toList();
    }

    @Test
    void what_was_written_before_there_were_settings_and_kinds_is_read() throws NotSerializableException {
        assertThat(read(
                        "created.1",
                        "{\"number\":\"12345678901\",\"title\":\"Weekly\",\"at\":\"2026-11-24T09:00:00.123Z\"}"))
                .isEqualTo(new Event.Created(
                        "12345678901", "Weekly", MeetingKeys.PLAIN, MeetingSettings.DEFAULT, false, AT));
        assertThat(read(
                        "knocked.1",
                        "{\"id\":{\"value\":\"p1\"},\"csrc\":7,\"name\":\"Ada\",\"role\":\"HOST\",\"resume\":{\"hex\":\""
                                + "a".repeat(64) + "\"},\"device\":null,\"at\":\"2026-11-24T09:00:00.123Z\"}"))
                .isEqualTo(new Event.Knocked(
                        WHO, 7, "Ada", Role.HOST, RESUME, null, EndpointKind.BROWSER, false, WayIn.LINK, null, AT));
        var snapshot = (Meeting) read(
                "meeting.1",
                "{\"phase\":\"RUNNING\",\"number\":\"12345678901\",\"title\":\"Weekly\",\"startedAt\":\"2026-11-24T09:00:00.123Z\","
                        + "\"emptySince\":null,\"people\":[{\"id\":{\"value\":\"p1\"},\"csrc\":7,\"name\":\"Ada\",\"role\":\"HOST\","
                        + "\"stage\":\"IN\",\"resume\":{\"hex\":\"" + "a".repeat(64)
                        + "\"},\"device\":null,\"lostAt\":null}],\"former\":[],\"hostDevices\":[]}");
        assertThat(snapshot.settings()).isEqualTo(MeetingSettings.DEFAULT);
        assertThat(snapshot.keys()).isEqualTo(MeetingKeys.PLAIN);
        assertThat(snapshot.roster().getFirst().kind()).isEqualTo(EndpointKind.BROWSER);
    }

    private Object read(String manifest, String text) throws NotSerializableException {
        return serializer.fromBinary(text.getBytes(StandardCharsets.UTF_8), manifest);
    }

    @Test
    void no_event_is_forgotten() {
        Stream<Class<?>> events = Stream.of(Event.class.getPermittedSubclasses())
                .flatMap(type -> type.isInterface() ? Stream.of(type.getPermittedSubclasses()) : Stream.of(type));
        assertThat(all().stream().<Class<?>>map(Object::getClass)).containsExactlyInAnyOrderElementsOf(events.toList());
    }

    @Test
    void a_snapshot_is_the_state_itself() throws NotSerializableException {
        Meeting meeting = Meeting.ABSENT;
        for (Event event : List.of(
                new Event.Created("12345678901", "Weekly", new MeetingKeys(true, true), SETTINGS, false, AT),
                new Event.Knocked(
                        WHO, 7, "Ada", Role.HOST, RESUME, RESUME, EndpointKind.PHONE, true, WayIn.LINK, null, AT),
                new Event.Started(WHO, AT),
                new Event.Admitted(WHO, null, AT),
                new Event.Disconnected(WHO, AT))) {
            meeting = meeting.after(event);
        }
        String manifest = serializer.manifest(meeting);
        assertThat(serializer.fromBinary(serializer.toBinary(meeting), manifest))
                .isEqualTo(meeting);
    }

    @Test
    void an_entry_of_a_later_version_is_said_to_be_one() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "started.9"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("started.9");
    }
}
