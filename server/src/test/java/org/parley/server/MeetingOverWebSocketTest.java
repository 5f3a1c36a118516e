// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.parley.media.ConnectionState;
import org.parley.media.Slot;
import org.parley.media.Source;
import org.parley.meeting.door.Invitation;

class MeetingOverWebSocketTest {
    private static final String DEVICE = "device-token-0123456789abcdef";

    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    @BeforeAll
    static void start() {
        parley = TestServer.start();
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @Test
    void a_guest_waits_for_the_host_and_is_admitted_when_the_meeting_starts() throws Exception {
        Invitation.Open invitation = parley.meeting();
        Person guest = parley.come(invitation, "Ada", false);
        JsonNode waiting = guest.hear("waiting");
        assertThat(waiting.get("for").asText()).isEqualTo("host");
        assertThat(waiting.has("meeting")).isFalse();

        Person host = parley.come(invitation, "Lin", true);
        assertThat(host.hear("ready").get("meeting").get("title").asText()).isEqualTo("Weekly");
        host.say("start");
        JsonNode hostIn = host.hear("admitted");
        JsonNode guestIn = guest.hear("admitted");

        assertThat(Person.names(guestIn.get("roster"))).containsExactly("Ada", "Lin");
        assertThat(hostIn.get("meeting").get("startedAt").asText()).startsWith("20");
        assertThat(guestIn.get("media").asText())
                .isNotEqualTo(hostIn.get("media").asText());
        assertThat(roleOf(hostIn)).isEqualTo("host");
        assertThat(roleOf(guestIn)).isEqualTo("participant");
        assertThat(parley.media.calls)
                .anyMatch(call -> call.startsWith("join " + guestIn.get("media").asText()));

        Person third = parley.come(invitation, "Eve", false);
        assertThat(Person.names(third.hear("admitted").get("roster"))).containsExactly("Ada", "Lin", "Eve");
        assertThat(guest.hear("joined").get("participant").get("name").asText()).isEqualTo("Eve");
    }

    @Test
    void a_guest_may_neither_start_nor_end() throws Exception {
        Invitation.Open invitation = parley.meeting();
        Person guest = parley.come(invitation, "Ada", false);
        guest.hear("waiting");
        guest.say("start");
        assertThat(guest.hear("error").get("code").asText()).isEqualTo("not-allowed");
        guest.say("end");
        assertThat(guest.hear("error").get("code").asText()).isEqualTo("not-allowed");
        guest.say("offer", Map.of("id", 1, "sdp", "v=0"));
        assertThat(guest.hear("error").get("code").asText()).isEqualTo("not-now");
    }

    @Test
    void a_dropped_connection_comes_back_with_its_media_and_the_others_see_a_mark() throws Exception {
        Two two = two();
        two.guest.drop();
        assertThat(two.host.hear("changed").get("participant").get("connected").asBoolean())
                .isFalse();
        Person back = parley.comeBack(
                two.guestIn.get("resume").asText(), two.guestIn.get("media").asText());
        JsonNode again = back.hear("admitted");
        assertThat(again.get("participant")).isEqualTo(two.guestIn.get("participant"));
        assertThat(again.get("media")).isEqualTo(two.guestIn.get("media"));
        assertThat(two.host.hear("changed").get("participant").get("connected").asBoolean())
                .isTrue();
    }

    @Test
    void whoever_has_a_failed_transport_is_given_a_new_one() throws Exception {
        Two two = two();
        String failed = two.guestIn.get("media").asText();
        parley.media.listeners.getLast().onConnection(failed, ConnectionState.FAILED);
        JsonNode again = two.guest.hear("admitted");
        assertThat(again.get("participant")).isEqualTo(two.guestIn.get("participant"));
        assertThat(again.get("media").asText()).isNotEqualTo(failed);
        assertThat(parley.media.calls).contains("leave " + failed);
    }

    @Test
    void a_reloaded_page_is_the_same_person_with_a_new_transport() throws Exception {
        Two two = two();
        Person back = parley.comeBack(two.guestIn.get("resume").asText(), null);
        JsonNode again = back.hear("admitted");
        assertThat(again.get("participant")).isEqualTo(two.guestIn.get("participant"));
        assertThat(again.get("roster")).hasSize(2);
        assertThat(again.get("media")).isNotEqualTo(two.guestIn.get("media"));
        assertThat(parley.media.calls)
                .contains("leave " + two.guestIn.get("media").asText());
        assertThat(two.guest.closeCode()).isEqualTo(4001);
    }

    @Test
    void whoever_is_gone_for_too_long_has_left_and_the_token_still_leads_in() throws Exception {
        Two two = two();
        two.guest.drop();
        JsonNode left = two.host.hear("left");
        assertThat(left.get("reason").asText()).isEqualTo("lost");
        Person back = parley.comeBack(two.guestIn.get("resume").asText(), null);
        JsonNode again = back.hear("admitted");
        assertThat(again.get("participant")).isNotEqualTo(two.guestIn.get("participant"));
        assertThat(two.host.hear("joined").get("participant").get("name").asText())
                .isEqualTo("Ada");
    }

    @Test
    void leaving_is_told_and_the_connection_ends() throws Exception {
        Two two = two();
        two.guest.say("leave");
        assertThat(two.guest.closeCode()).isEqualTo(4000);
        JsonNode left = two.host.hear("left");
        assertThat(left.get("id")).isEqualTo(two.guestIn.get("participant"));
        assertThat(left.get("reason").asText()).isEqualTo("left");
        assertThat(parley.media.calls)
                .as("nothing is forwarded any more when the others are told")
                .contains("leave " + two.guestIn.get("media").asText());
        Person back = parley.comeBack(two.guestIn.get("resume").asText(), null);
        assertThat(back.hear("error").get("code").asText()).isEqualTo("bad-ticket");
        assertThat(back.closeCode()).isEqualTo(4003);
    }

    @Test
    void the_host_ends_for_all_and_may_start_again() throws Exception {
        Two two = two();
        two.host.say("end");
        assertThat(two.guest.hear("ended").get("reason").asText()).isEqualTo("host");
        assertThat(two.guest.closeCode()).isEqualTo(4000);
        assertThat(two.host.closeCode()).isEqualTo(4000);
        Person host = parley.come(two.invitation, "Lin", true);
        host.hear("ready");
        host.say("start");
        assertThat(Person.names(host.hear("admitted").get("roster"))).containsExactly("Lin");
    }

    @Test
    void a_host_who_left_comes_back_as_host_from_the_same_browser_by_the_guest_link() throws Exception {
        Invitation.Open invitation = parley.meeting();
        Person host = parley.come(invitation, "Lin", true, DEVICE);
        host.hear("ready");
        host.say("start");
        host.hear("admitted");
        Person guest = parley.come(invitation, "Ada", false);
        guest.hear("admitted");
        host.say("leave");
        guest.hear("left");

        Person other = parley.come(invitation, "Mallory", false, "another-device-0123456789");
        assertThat(roleOf(other.hear("admitted"))).isEqualTo("participant");
        Person back = parley.come(invitation, "Lin", false, DEVICE);
        assertThat(roleOf(back.hear("admitted"))).isEqualTo("host");
        Person second = parley.come(invitation, "Lin's second tab", false, DEVICE);
        assertThat(roleOf(second.hear("admitted"))).isEqualTo("participant");
    }

    @Test
    void a_meeting_that_everybody_left_ends_and_waits_for_its_host() throws Exception {
        Two two = two();
        two.guest.say("leave");
        two.host.say("leave");
        two.host.closeCode();
        await().until(() -> !parley.isRunning(two.invitation));
        Person late = parley.come(two.invitation, "Late", false);
        late.hear("waiting");
    }

    @Test
    void offers_are_answered_and_what_the_room_says_reaches_the_right_people() throws Exception {
        Two two = two();
        two.guest.say("offer", Map.of("id", 7, "sdp", "v=0 offer", "tracks", Map.of("0", "microphone")));
        JsonNode answer = two.guest.hear("answer");
        assertThat(answer.get("id").asInt()).isEqualTo(7);
        assertThat(answer.get("sdp").asText()).isEqualTo("v=0 answer");
        two.guest.say("offer", Map.of("id", 8, "sdp", "x"));
        JsonNode error = two.guest.hear("error");
        assertThat(error.get("code").asText()).isEqualTo("bad-offer");
        assertThat(error.get("id").asInt()).isEqualTo(8);

        String hostMedia = two.hostIn.get("media").asText();
        String guestMedia = two.guestIn.get("media").asText();
        var listener = parley.media.listeners.getLast();
        listener.onSlots(guestMedia, List.of(new Slot("4", hostMedia, Source.CAMERA)));
        JsonNode slot = two.guest.hear("slots").get("slots").get(0);
        assertThat(slot.get("participant")).isEqualTo(two.hostIn.get("participant"));
        assertThat(slot.get("source").asText()).isEqualTo("camera");
        listener.onSpeakers(List.of(hostMedia));
        assertThat(two.guest.hear("speakers").get("participants").get(0)).isEqualTo(two.hostIn.get("participant"));
        listener.onQuality(guestMedia, 1);
        assertThat(two.host.hear("quality").get("level").asInt()).isEqualTo(1);

        two.guest.say(
                "view",
                Map.of(
                        "wanted",
                        List.of(Map.of(
                                "participant",
                                two.hostIn.get("participant").asText(),
                                "source",
                                "camera",
                                "height",
                                360))));
        two.guest.say("state", Map.of("microphone", true, "camera", true, "screen", false));
        JsonNode changed = two.host.hear("changed").get("participant");
        assertThat(changed.get("microphone").asBoolean()).isTrue();
        assertThat(parley.media.calls)
                .contains("view " + guestMedia + " [Wanted[publisher=" + hostMedia + ", source=CAMERA, height=360]]");
    }

    @Test
    void a_ticket_works_once() throws Exception {
        Invitation.Open invitation = parley.meeting();
        String ticket = parley.ticket(invitation.number().digits(), invitation.guestLink(), "Ada");
        Person first = parley.connect(null);
        first.say("hello", Map.of("ticket", ticket));
        first.hear("waiting");
        Person second = parley.connect(null);
        second.say("hello", Map.of("ticket", ticket));
        assertThat(second.hear("error").get("code").asText()).isEqualTo("bad-ticket");
        assertThat(second.closeCode()).isEqualTo(4003);
    }

    private static String roleOf(JsonNode admitted) {
        for (JsonNode person : admitted.get("roster")) {
            if (person.get("id").equals(admitted.get("participant"))) {
                return person.get("role").asText();
            }
        }
        throw new AssertionError("not in the roster of " + admitted);
    }

    private record Two(Invitation.Open invitation, Person host, JsonNode hostIn, Person guest, JsonNode guestIn) {}

    /// A running meeting with a host, Lin, and a guest, Ada.
    private static Two two() throws Exception {
        Invitation.Open invitation = parley.meeting();
        Person host = parley.come(invitation, "Lin", true);
        host.hear("ready");
        host.say("start");
        JsonNode hostIn = host.hear("admitted");
        Person guest = parley.come(invitation, "Ada", false);
        JsonNode guestIn = guest.hear("admitted");
        host.hear("joined");
        return new Two(invitation, host, hostIn, guest, guestIn);
    }
}
