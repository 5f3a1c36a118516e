// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.parley.meeting.ChatPolicy;
import org.parley.meeting.EndReason;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.Event;
import org.parley.meeting.LeftReason;
import org.parley.meeting.Meeting;
import org.parley.meeting.MeetingKeys;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.ParticipantId;
import org.parley.meeting.Role;
import org.parley.meeting.door.Digest;

/// What is in a journal must be readable for as long as there are journals: these texts never change.
class JournalSerializerTest {
    private static final Instant AT = Instant.parse("2026-11-24T09:00:00.123Z");
    private static final ParticipantId WHO = new ParticipantId("p1");
    private static final Digest RESUME = new Digest("a".repeat(64));

    private static final MeetingSettings SETTINGS = new MeetingSettings(ChatPolicy.HOST, true);

    private static final Map<Event, String> KEPT = Map.ofEntries(
            Map.entry(
                    new Event.Created("12345678901", "Weekly", new MeetingKeys(true, true), SETTINGS, AT),
                    "created.1 {\"number\":\"12345678901\",\"title\":\"Weekly\",\"keys\":{\"linkBound\":true,\"postQuantum\":true},\"settings\":"
                            + "{\"chat\":\"HOST\",\"endpointsOnly\":true},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Knocked(WHO, 7, "Ada", Role.HOST, RESUME, null, EndpointKind.DESKTOP, true, AT),
                    "knocked.1 {\"id\":{\"value\":\"p1\"},\"csrc\":7,\"name\":\"Ada\",\"role\":\"HOST\",\"resume\":{\"hex\":\""
                            + "a".repeat(64)
                            + "\"},\"device\":null,\"kind\":\"DESKTOP\",\"account\":true,\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Started(WHO, AT),
                    "started.1 {\"by\":{\"value\":\"p1\"},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Admitted(WHO, AT),
                    "admitted.1 {\"who\":{\"value\":\"p1\"},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Disconnected(WHO, AT),
                    "disconnected.1 {\"who\":{\"value\":\"p1\"},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Reconnected(WHO, AT),
                    "reconnected.1 {\"who\":{\"value\":\"p1\"},\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Left(WHO, LeftReason.LOST, AT),
                    "left.1 {\"who\":{\"value\":\"p1\"},\"reason\":\"LOST\",\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.Ended(EndReason.EMPTY, AT),
                    "ended.1 {\"reason\":\"EMPTY\",\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(new Event.Deleted(AT), "deleted.1 {\"at\":\"2026-11-24T09:00:00.123Z\"}"),
            Map.entry(
                    new Event.SettingsChanged(WHO, SETTINGS, AT),
                    "settings-changed.1 {\"by\":{\"value\":\"p1\"},\"settings\":{\"chat\":\"HOST\",\"endpointsOnly\":true},\"at\":\"2026-11-24T09:00:00.123Z\"}"));

    private final JournalSerializer serializer = new JournalSerializer();

    @Test
    void every_event_is_written_and_read_as_ever() throws NotSerializableException {
        for (Map.Entry<Event, String> entry : KEPT.entrySet()) {
            Event event = entry.getKey();
            String manifest = serializer.manifest(event);
            byte[] bytes = serializer.toBinary(event);
            assertThat(manifest + " " + new String(bytes, StandardCharsets.UTF_8))
                    .isEqualTo(entry.getValue());
            assertThat(serializer.fromBinary(bytes, manifest)).isEqualTo(event);
        }
    }

    @Test
    void what_was_written_before_there_were_settings_and_kinds_is_read() throws NotSerializableException {
        assertThat(read(
                        "created.1",
                        "{\"number\":\"12345678901\",\"title\":\"Weekly\",\"at\":\"2026-11-24T09:00:00.123Z\"}"))
                .isEqualTo(new Event.Created("12345678901", "Weekly", MeetingKeys.PLAIN, MeetingSettings.DEFAULT, AT));
        assertThat(read(
                        "knocked.1",
                        "{\"id\":{\"value\":\"p1\"},\"csrc\":7,\"name\":\"Ada\",\"role\":\"HOST\",\"resume\":{\"hex\":\""
                                + "a".repeat(64) + "\"},\"device\":null,\"at\":\"2026-11-24T09:00:00.123Z\"}"))
                .isEqualTo(new Event.Knocked(WHO, 7, "Ada", Role.HOST, RESUME, null, EndpointKind.BROWSER, false, AT));
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
        assertThat(KEPT.keySet().stream().map(Object::getClass))
                .containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    }

    @Test
    void a_snapshot_is_the_state_itself() throws NotSerializableException {
        Meeting meeting = Meeting.ABSENT;
        for (Event event : List.of(
                new Event.Created("12345678901", "Weekly", new MeetingKeys(true, true), SETTINGS, AT),
                new Event.Knocked(WHO, 7, "Ada", Role.HOST, RESUME, RESUME, EndpointKind.PHONE, true, AT),
                new Event.Started(WHO, AT),
                new Event.Admitted(WHO, AT),
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
