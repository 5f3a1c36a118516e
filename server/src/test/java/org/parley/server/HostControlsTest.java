// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.meeting.door.Invitation;

/// The host's controls over the wire, with clients that need not obey.
class HostControlsTest {
    @TempDir
    static Path data;

    private static TestServer parley;

    @BeforeAll
    static void start() throws Exception {
        parley = TestServer.start(data, Map.of());
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    private Invitation.Open meeting;

    @BeforeEach
    void make() {
        meeting = parley.meeting(NewMeeting.titled("Board"));
    }

    private Person started() throws Exception {
        Person host = parley.come(meeting, "Lin", true);
        host.hear("ready");
        host.say("start");
        host.hear("admitted");
        return host;
    }

    private Person admitted(Person host, String name) throws Exception {
        Person guest = parley.come(meeting, name, false);
        guest.hear("waiting");
        host.say("admit", Map.of("participant", knocked(host)));
        guest.hear("admitted");
        return guest;
    }

    private static String knocked(Person host) throws Exception {
        return host.hear("knocked").get("waiting").get("id").asText();
    }

    @Test
    void who_waits_is_told_that_they_wait_and_nothing_else() throws Exception {
        Person host = started();
        Person guest = parley.come(meeting, "Ada", false);
        assertThat(guest.hear("waiting").get("for").asText()).isEqualTo("room");
        String id = knocked(host);
        guest.say("state", Map.of("microphone", true, "camera", true, "screen", true));
        assertThat(guest.hear("error").get("code").asText()).isEqualTo("not-now");
        guest.say("view", Map.of("wanted", List.of()));
        assertThat(guest.hear("error").get("re").asText()).isEqualTo("view");
        host.say("notice", Map.of("text", "Five minutes"));
        assertThat(guest.hear("notice").get("text").asText()).isEqualTo("Five minutes");
        assertThat(guest.raw)
                .as("every byte: waiting, two errors and the notice")
                .hasSize(4)
                .noneMatch(text -> text.contains("Lin") || text.contains("Board") || text.contains("roster"));
        host.say("refuse", Map.of("participant", id));
        assertThat(guest.hear("error").get("code").asText()).isEqualTo("refused");
        assertThat(guest.closeCode()).isEqualTo(4003);
    }

    @Test
    void who_is_put_back_hears_nothing_more_and_can_be_admitted_again() throws Exception {
        Person host = started();
        Person ada = parley.come(meeting, "Ada", false);
        ada.hear("waiting");
        String id = knocked(host);
        host.say("admit", Map.of("participant", id));
        ada.hear("admitted");
        host.say("hold", Map.of("participant", id));
        assertThat(ada.hear("waiting").get("for").asText()).isEqualTo("room");
        assertThat(host.hear("left").get("reason").asText()).isEqualTo("held");
        int heard = ada.raw.size();
        host.say("lock", Map.of("locked", true));
        host.hear("settings");
        assertThat(ada.raw).hasSize(heard);
        host.say("admit");
        ada.hear("admitted");
    }

    @Test
    void a_locked_meeting_counts_who_tried() throws Exception {
        Person host = started();
        host.say("lock", Map.of("locked", true));
        assertThat(host.hear("settings").get("rules").get("locked").asBoolean()).isTrue();
        Person late = parley.come(meeting, "Ada", false);
        assertThat(late.hear("error").get("code").asText()).isEqualTo("locked");
        assertThat(late.closeCode()).isEqualTo(4003);
        assertThat(host.hear("tried").get("tried").asInt()).isEqualTo(1);
    }

    @Test
    void whoever_may_not_speak_is_not_shown_as_speaking_whatever_they_say() throws Exception {
        Person host = started();
        Person ada = admitted(host, "Ada");
        ada.say("state", Map.of("microphone", true, "camera", false, "screen", false));
        assertThat(microphone(host)).isTrue();
        host.say("halt", Map.of("halted", true));
        assertThat(ada.hear("stopped").get("source").asText()).isEqualTo("microphone");
        assertThat(microphone(host)).isFalse();
        ada.say("state", Map.of("microphone", true, "camera", false, "screen", false));
        assertThat(ada.hear("error").get("code").asText()).isEqualTo("not-allowed");
        assertThat(microphone(host)).isFalse();
        host.say("halt", Map.of("halted", false));
        host.hear("settings");
        ada.say("state", Map.of("microphone", true, "camera", false, "screen", false));
        assertThat(microphone(host)).isTrue();
    }

    private static boolean microphone(Person host) throws Exception {
        JsonNode changed = host.hear("changed").get("participant");
        return changed.get("microphone").asBoolean();
    }
}
