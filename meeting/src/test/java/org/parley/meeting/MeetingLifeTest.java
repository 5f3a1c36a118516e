// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeetingLifeTest {
    private final Play play = new Play();

    @Test
    void a_guest_waits_until_the_host_has_started() {
        ParticipantId guest = play.knock("Ada", Role.PARTICIPANT);
        assertThat(play.stage(guest)).isEqualTo(Stage.WAITING);
        ParticipantId host = play.knock("Lin", Role.HOST);
        assertThat(play.stage(host)).isEqualTo(Stage.WAITING);
        play.does(new Command.Start(host));
        assertThat(play.names()).containsExactly("Ada", "Lin");
    }

    @Test
    void nobody_but_a_host_starts_or_ends() {
        ParticipantId guest = play.knock("Ada", Role.PARTICIPANT);
        assertThat(play.refused(new Command.Start(guest))).isEqualTo(Refusal.NOT_ALLOWED);
        assertThat(play.refused(new Command.End(guest))).isEqualTo(Refusal.NOT_ALLOWED);
        assertThat(play.refused(new Command.Start(new ParticipantId("nobody")))).isEqualTo(Refusal.NOT_ALLOWED);
        ParticipantId host = play.startedBy("Lin");
        assertThat(play.refused(new Command.Start(host))).isEqualTo(Refusal.NOT_NOW);
        assertThat(play.refused(new Command.End(guest))).isEqualTo(Refusal.NOT_ALLOWED);
    }

    @Test
    void a_meeting_that_was_never_made_or_is_deleted_lets_nobody_in() {
        var never = new Play(Meeting.ABSENT);
        assertThat(never.refused(never.knocking("Ada", Role.PARTICIPANT, null))).isEqualTo(Refusal.NO_MEETING);
        play.does(new Command.Delete());
        assertThat(play.refused(play.knocking("Lin", Role.HOST, null))).isEqualTo(Refusal.NO_MEETING);
        assertThat(play.refused(new Command.Create("12345678901", "Again", MeetingKeys.PLAIN, Play.OPEN, false)))
                .isEqualTo(Refusal.NOT_NOW);
    }

    @Test
    void a_lost_connection_keeps_its_place_for_the_grace_and_then_has_left() {
        play.startedBy("Lin");
        ParticipantId guest = play.knock("Ada", Role.PARTICIPANT);
        play.does(new Command.Lose(guest));
        play.passes(Timing.DEFAULT.reconnectGrace().minusMillis(1));
        assertThat(play.names()).containsExactly("Lin", "Ada");
        play.passes(Duration.ofMillis(1));
        assertThat(play.names()).containsExactly("Lin");
    }

    @Test
    void the_resume_token_gives_the_place_back_and_after_the_grace_a_new_one() {
        play.startedBy("Lin");
        ParticipantId guest = play.knock("Ada", Role.PARTICIPANT);
        play.does(new Command.Lose(guest));
        play.does(play.resuming(guest));
        assertThat(play.meeting.find(guest).orElseThrow().connected()).isTrue();

        play.does(new Command.Lose(guest));
        play.passes(Timing.DEFAULT.reconnectGrace());
        play.does(play.resuming(guest));
        assertThat(play.meeting.find(guest)).isEmpty();
        assertThat(play.names()).containsExactly("Lin", "Ada");
    }

    @Test
    void a_token_of_somebody_who_left_or_of_an_ended_meeting_is_void() {
        ParticipantId host = play.startedBy("Lin");
        ParticipantId guest = play.knock("Ada", Role.PARTICIPANT);
        Command resume = play.resuming(guest);
        play.does(new Command.Leave(guest));
        assertThat(play.refused(resume)).isEqualTo(Refusal.BAD_TOKEN);
        Command hostResume = play.resuming(host);
        play.does(new Command.End(host));
        assertThat(play.refused(hostResume)).isEqualTo(Refusal.BAD_TOKEN);
    }

    @Test
    void somebody_lost_while_waiting_is_admitted_on_return() {
        ParticipantId guest = play.knock("Ada", Role.PARTICIPANT);
        play.does(new Command.Lose(guest));
        play.startedBy("Lin");
        assertThat(play.names()).containsExactly("Lin");
        play.does(play.resuming(guest));
        assertThat(play.names()).containsExactly("Ada", "Lin");
    }

    @Test
    void a_host_who_left_is_host_again_from_the_same_browser() {
        ParticipantId host = play.knock("Lin", Role.HOST, "laptop");
        play.does(new Command.Start(host));
        play.knock("Ada", Role.PARTICIPANT);
        play.does(new Command.Leave(host));
        assertThat(play.role(play.knock("Mallory", Role.PARTICIPANT, "phone"))).isEqualTo(Role.PARTICIPANT);
        assertThat(play.role(play.knock("Lin", Role.PARTICIPANT, "laptop"))).isEqualTo(Role.HOST);
        assertThat(play.role(play.knock("Second tab", Role.PARTICIPANT, "laptop")))
                .isEqualTo(Role.PARTICIPANT);
    }

    @Test
    void a_browser_gives_no_role_in_the_next_run() {
        ParticipantId host = play.knock("Lin", Role.HOST, "laptop");
        play.does(new Command.Start(host));
        play.does(new Command.End(host));
        assertThat(play.role(play.knock("Lin", Role.PARTICIPANT, "laptop"))).isEqualTo(Role.PARTICIPANT);
    }

    @Test
    void a_browser_that_comes_through_the_door_while_lost_replaces_its_earlier_self() {
        play.startedBy("Lin");
        ParticipantId first = play.knock("Ada", Role.PARTICIPANT, "tablet");
        play.does(new Command.Lose(first));
        play.knock("Ada", Role.PARTICIPANT, "tablet");
        assertThat(play.names()).containsExactly("Lin", "Ada");
        assertThat(play.meeting.find(first)).isEmpty();
    }

    @Test
    void the_last_one_leaving_ends_the_meeting_after_a_grace() {
        ParticipantId host = play.startedBy("Lin");
        play.does(new Command.Leave(host));
        play.passes(Timing.DEFAULT.emptyGrace().minusMillis(1));
        assertThat(play.meeting.running()).isTrue();
        play.passes(Duration.ofMillis(1));
        assertThat(play.meeting.phase()).isEqualTo(Phase.IDLE);
        assertThat(play.last()).isEqualTo(new Event.Ended(EndReason.EMPTY, null, play.now));
    }

    @Test
    void somebody_coming_in_time_keeps_an_empty_meeting_alive() {
        ParticipantId host = play.startedBy("Lin");
        play.does(new Command.Leave(host));
        play.knock("Ada", Role.PARTICIPANT);
        play.passes(Timing.DEFAULT.emptyGrace());
        assertThat(play.meeting.running()).isTrue();
    }

    @Test
    void a_meeting_holds_no_more_people_than_it_may() {
        play.startedBy("Lin");
        for (int i = 1; i < Play.MAX_PEOPLE; i++) {
            play.knock("Guest " + i, Role.PARTICIPANT);
        }
        assertThat(play.refused(play.knocking("One more", Role.PARTICIPANT, null)))
                .isEqualTo(Refusal.FULL);
    }

    @Test
    void two_people_never_have_the_same_csrc() {
        play.startedBy("Lin");
        ParticipantId a = play.knockWithCsrc("Ada", Integer.MAX_VALUE);
        ParticipantId b = play.knockWithCsrc("Bo", Integer.MAX_VALUE);
        assertThat(play.meeting.find(a).orElseThrow().csrc()).isEqualTo(Integer.MAX_VALUE);
        assertThat(play.meeting.find(b).orElseThrow().csrc()).isPositive().isNotEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void names_do_not_print() {
        play.startedBy("Lin Secretname");
        assertThat(play.meeting.toString() + play.meeting.people() + play.events)
                .doesNotContain("Secretname");
    }
}
