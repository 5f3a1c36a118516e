// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a meeting makes of people who come by links of their own.
class RegistrationTest {
    private static final MeetingSettings REGISTERED_ONLY =
            Play.OPEN.with(new MeetingSettings.Change(null, null, null, null, null, null, null, null, null, true));

    @Test
    void one_link_is_one_person_also_in_two_windows() {
        var play = new Play();
        play.startedBy("Lin");
        ParticipantId first = registered(play, "ada");
        ParticipantId second = registered(play, "ada");
        assertThat(play.meeting.find(first)).isEmpty();
        assertThat(play.stage(second)).isEqualTo(Stage.IN);
        assertThat(play.names()).containsExactly("Lin", "Ada");
    }

    @Test
    void two_windows_with_the_link_of_all_are_two_people() {
        var play = new Play();
        play.startedBy("Lin");
        play.knock("Ada", Role.PARTICIPANT, "ada");
        play.knock("Ada", Role.PARTICIPANT, "ada");
        assertThat(play.names()).containsExactly("Lin", "Ada", "Ada");
    }

    @Test
    void who_comes_again_by_registration_does_not_wait_again_and_is_host_again() {
        var play = new Play(Play.OPEN.with(Play.waitingRoom(WaitingRoom.EVERYONE)), true);
        ParticipantId host = play.startedBy("Lin");
        ParticipantId first = registered(play, "ada");
        assertThat(play.stage(first)).isEqualTo(Stage.WAITING);
        play.does(new Control.Admit(host, first));
        play.does(new Control.Appoint(host, first, Role.HOST));
        ParticipantId second = registered(play, "ada");
        assertThat(play.stage(second)).isEqualTo(Stage.IN);
        assertThat(play.role(second)).isEqualTo(Role.HOST);
    }

    @Test
    void the_name_on_the_list_is_for_hosts_to_change() {
        var play = new Play();
        ParticipantId host = play.startedBy("Lin");
        ParticipantId ada = registered(play, "ada");
        assertThat(play.refused(new Control.Rename(ada, ada, "Root"))).isEqualTo(Refusal.NOT_ALLOWED);
        play.does(new Control.Rename(host, ada, "Ada L."));
        assertThat(play.names()).containsExactly("Lin", "Ada L.");
    }

    @Test
    void a_link_bound_meeting_is_not_for_registered_people_alone() {
        var play = new Play(Meeting.ABSENT);
        play.does(new Command.Create("12345678901", "Weekly", new MeetingKeys(true, false), Play.OPEN, false));
        ParticipantId host = play.startedBy("Lin");
        var change = new MeetingSettings.Change(null, null, null, null, null, null, null, null, null, true);
        assertThat(play.refused(new Command.Change(host, change))).isEqualTo(Refusal.NOT_ALLOWED);
    }

    @Test
    void who_waits_unregistered_is_turned_away_when_only_registered_people_may_come() {
        var play = new Play(Play.OPEN.with(Play.waitingRoom(WaitingRoom.GUESTS)), false);
        ParticipantId host = play.startedBy("Lin");
        ParticipantId ada = registered(play, "ada");
        ParticipantId eve = play.knock("Eve", Role.PARTICIPANT);
        var change = new MeetingSettings.Change(null, null, null, null, null, null, null, null, null, true);
        play.does(new Command.Change(host, change));
        assertThat(play.stage(ada)).isEqualTo(Stage.WAITING);
        assertThat(play.meeting.find(eve)).isEmpty();
        assertThat(play.refused(play.knocking("Eve", Role.PARTICIPANT, null))).isEqualTo(Refusal.NOT_REGISTERED);
    }

    @Test
    void before_the_start_who_is_not_registered_learns_it_at_once() {
        var play = new Play(REGISTERED_ONLY, true);
        assertThat(play.refused(play.knocking("Eve", Role.PARTICIPANT, null))).isEqualTo(Refusal.NOT_REGISTERED);
        assertThat(play.stage(registered(play, "ada"))).isEqualTo(Stage.WAITING);
    }

    private static ParticipantId registered(Play play, @Nullable String device) {
        Command.Knock k = play.knocking("Ada", Role.PARTICIPANT, device);
        play.does(new Command.Knock(
                k.id(),
                k.csrc(),
                k.name(),
                k.granted(),
                k.resume(),
                k.device(),
                k.kind(),
                false,
                WayIn.REGISTRATION,
                null));
        return k.id();
    }
}
