// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ControlsTest {
    private final Play play = new Play(MeetingSettings.DEFAULT, false);
    private ParticipantId host = new ParticipantId("nobody");

    @BeforeEach
    void start() {
        host = play.startedBy("Lin");
    }

    private ParticipantId admitted(String name) {
        ParticipantId guest = play.knock(name, Role.PARTICIPANT);
        play.does(new Control.Admit(host, guest));
        return guest;
    }

    private ParticipantId cohost(String name) {
        ParticipantId cohost = admitted(name);
        play.does(new Control.Appoint(host, cohost, Role.COHOST));
        return cohost;
    }

    @Nested
    class The_waiting_room {
        @Test
        void holds_guests_until_a_host_lets_them_in_also_after_the_start() {
            ParticipantId ada = play.knock("Ada", Role.PARTICIPANT);
            assertThat(play.stage(ada)).isEqualTo(Stage.WAITING);
            play.does(new Control.Admit(host, ada));
            assertThat(play.stage(ada)).isEqualTo(Stage.IN);
        }

        @Test
        void is_left_by_nobody_when_the_host_arrives() {
            var idle = new Play(MeetingSettings.DEFAULT, false);
            ParticipantId ada = idle.knock("Ada", Role.PARTICIPANT);
            idle.startedBy("Lin");
            assertThat(idle.stage(ada)).isEqualTo(Stage.WAITING);
            assertThat(idle.names()).containsExactly("Lin");
        }

        @Test
        void is_emptied_by_one_command_and_by_switching_it_off() {
            play.knock("Ada", Role.PARTICIPANT);
            play.knock("Bo", Role.PARTICIPANT);
            play.does(new Control.Admit(host, null));
            assertThat(play.names()).containsExactly("Lin", "Ada", "Bo");
            play.knock("Cy", Role.PARTICIPANT);
            play.does(new Command.Change(host, Play.waitingRoom(WaitingRoom.OFF)));
            assertThat(play.names()).containsExactly("Lin", "Ada", "Bo", "Cy");
        }

        @Test
        void takes_back_who_was_in_and_keeps_them_whatever_the_settings() {
            ParticipantId ada = admitted("Ada");
            play.does(new Control.Hold(host, ada));
            assertThat(play.stage(ada)).isEqualTo(Stage.WAITING);
            play.does(new Command.Change(host, Play.waitingRoom(WaitingRoom.OFF)));
            assertThat(play.stage(ada)).isEqualTo(Stage.WAITING);
            play.does(new Command.Lose(ada));
            play.does(play.resuming(ada));
            assertThat(play.stage(ada)).isEqualTo(Stage.WAITING);
            play.does(new Control.Admit(host, ada));
            assertThat(play.stage(ada)).isEqualTo(Stage.IN);
        }

        @Test
        void turns_away_who_may_knock_again() {
            ParticipantId ada = play.knock("Ada", Role.PARTICIPANT, "laptop");
            play.does(new Control.Refuse(host, ada));
            assertThat(play.last()).isEqualTo(new Event.Left(ada, LeftReason.REFUSED, host, play.now));
            assertThat(play.stage(play.knock("Ada", Role.PARTICIPANT, "laptop")))
                    .isEqualTo(Stage.WAITING);
        }

        @Test
        void has_an_end() {
            for (int i = 0; i < Play.MAX_WAITING; i++) {
                play.knock("Guest " + i, Role.PARTICIPANT);
            }
            assertThat(play.refused(play.knocking("One more", Role.PARTICIPANT, null)))
                    .isEqualTo(Refusal.FULL);
            assertThat(play.refused(new Control.Admit(host, null)))
                    .as("there are fewer seats than people who wait, and nobody is let in by halves")
                    .isEqualTo(Refusal.FULL);
        }

        @Test
        void is_passed_by_who_was_in_and_lost_the_connection() {
            ParticipantId ada = admitted("Ada");
            play.does(new Control.Lock(host, true));
            play.does(new Command.Lose(ada));
            play.passes(Timing.DEFAULT.reconnectGrace());
            assertThat(play.names()).containsExactly("Lin");
            play.does(play.resuming(ada));
            assertThat(play.names()).containsExactly("Lin", "Ada");
        }
    }

    @Nested
    class A_lock {
        @Test
        void keeps_out_whoever_knocks_and_lets_in_who_waited_before() {
            ParticipantId before = play.knock("Ada", Role.PARTICIPANT);
            play.does(new Control.Lock(host, true));
            assertThat(play.refused(play.knocking("Bo", Role.PARTICIPANT, null)))
                    .isEqualTo(Refusal.LOCKED);
            play.does(new Control.Admit(host, before));
            assertThat(play.stage(before)).isEqualTo(Stage.IN);
        }

        @Test
        void outlasts_a_crash_and_ends_with_the_meeting() {
            play.does(new Control.Lock(host, true));
            play.does(new Command.LoseAllBut(Set.of()));
            play.does(play.resuming(host));
            assertThat(play.meeting.moderation().locked()).isTrue();
            play.does(new Command.End(host));
            assertThat(play.meeting.moderation()).isEqualTo(Moderation.NONE);
        }
    }

    @Nested
    class Removal_ {
        @Test
        void keeps_out_by_browser_by_account_and_by_token_until_it_is_lifted() {
            ParticipantId ada = play.knock("Ada", Role.PARTICIPANT, "laptop");
            play.does(new Control.Admit(host, ada));
            play.does(new Control.Remove(host, ada, true));
            assertThat(play.refused(play.knocking("Somebody else", Role.PARTICIPANT, "laptop")))
                    .isEqualTo(Refusal.REMOVED);
            assertThat(play.refused(play.resuming(ada))).isEqualTo(Refusal.BAD_TOKEN);
            play.does(new Control.Lift(
                    host, play.meeting.moderation().removals().getFirst().id()));
            assertThat(play.stage(play.knock("Ada", Role.PARTICIPANT, "laptop")))
                    .isEqualTo(Stage.WAITING);
        }

        @Test
        void of_an_account_holds_in_every_browser() {
            Command.Knock ada = knockingSignedIn("ada", "laptop");
            play.does(ada);
            play.does(new Control.Remove(host, ada.id(), true));
            assertThat(play.refused(knockingSignedIn("ada", "phone"))).isEqualTo(Refusal.REMOVED);
            assertThat(play.does(knockingSignedIn("bo", "phone"))).isInstanceOf(Outcome.Accepted.class);
        }

        private Command.Knock knockingSignedIn(String account, String device) {
            Command.Knock k = play.knocking("Ada", Role.PARTICIPANT, device);
            return new Command.Knock(
                    k.id(),
                    k.csrc(),
                    k.name(),
                    k.granted(),
                    k.resume(),
                    k.device(),
                    k.kind(),
                    true,
                    WayIn.LINK,
                    account);
        }

        @Test
        void without_keeping_out_lets_them_knock_again() {
            ParticipantId ada = play.knock("Ada", Role.PARTICIPANT, "laptop");
            play.does(new Control.Remove(host, ada, false));
            assertThat(play.does(play.knocking("Ada", Role.PARTICIPANT, "laptop")))
                    .isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Nested
    class Roles {
        @Test
        void a_cohost_controls_but_does_not_appoint_end_or_touch_a_host() {
            ParticipantId bo = cohost("Bo");
            ParticipantId ada = play.knock("Ada", Role.PARTICIPANT);
            play.does(new Control.Admit(bo, ada));
            assertThat(play.stage(ada)).isEqualTo(Stage.IN);
            assertThat(play.refused(new Control.Appoint(bo, ada, Role.COHOST))).isEqualTo(Refusal.NOT_ALLOWED);
            assertThat(play.refused(new Control.Remove(bo, host, true))).isEqualTo(Refusal.NOT_ALLOWED);
            assertThat(play.refused(new Control.SwitchOff(bo, Medium.MICROPHONE, host)))
                    .isEqualTo(Refusal.NOT_ALLOWED);
            assertThat(play.refused(new Command.End(bo))).isEqualTo(Refusal.NOT_ALLOWED);
            assertThat(play.refused(Play.change(bo, null, true))).isEqualTo(Refusal.NOT_ALLOWED);
            assertThat(play.does(Play.change(bo, ChatPolicy.OFF, null))).isInstanceOf(Outcome.Accepted.class);
        }

        @Test
        void the_last_host_does_not_step_down_and_hands_over_first() {
            ParticipantId bo = cohost("Bo");
            assertThat(play.refused(new Control.Appoint(host, host, Role.PARTICIPANT)))
                    .isEqualTo(Refusal.NOT_NOW);
            play.does(new Control.Appoint(host, bo, Role.HOST));
            play.does(new Control.Appoint(host, host, Role.PARTICIPANT));
            assertThat(play.role(bo)).isEqualTo(Role.HOST);
            assertThat(play.role(host)).isEqualTo(Role.PARTICIPANT);
        }

        @Test
        void a_browser_that_handed_over_gives_no_role_back() {
            ParticipantId second = play.knock("Sam", Role.HOST, "tablet");
            play.does(new Control.Appoint(host, second, Role.PARTICIPANT));
            play.does(new Command.Leave(second));
            assertThat(play.role(play.knock("Sam", Role.PARTICIPANT, "tablet"))).isEqualTo(Role.PARTICIPANT);
        }

        @Test
        void an_appointed_role_outlasts_a_lost_connection() {
            ParticipantId bo = cohost("Bo");
            play.does(new Command.Lose(bo));
            play.passes(Timing.DEFAULT.reconnectGrace().plus(Duration.ofSeconds(1)));
            play.does(play.resuming(bo));
            assertThat(play.meeting.roster().getLast().role()).isEqualTo(Role.COHOST);
        }

        @Test
        void guests_control_nothing() {
            ParticipantId ada = admitted("Ada");
            ParticipantId bo = play.knock("Bo", Role.PARTICIPANT);
            for (Control control : List.of(
                    new Control.Admit(ada, bo),
                    new Control.Refuse(ada, null),
                    new Control.Hold(ada, host),
                    new Control.Remove(ada, host, true),
                    new Control.Lift(ada, "x"),
                    new Control.Lock(ada, true),
                    new Control.Halt(ada, true),
                    new Control.SwitchOff(ada, Medium.MICROPHONE, null),
                    new Control.Ask(ada, Medium.CAMERA, host),
                    new Control.Appoint(ada, ada, Role.HOST),
                    new Control.Spotlight(ada, List.of(ada)),
                    new Control.Rename(ada, host, "Fool"),
                    new Control.Notice(ada, "Go away"))) {
                assertThat(play.refused(control)).as(control.toString()).isEqualTo(Refusal.NOT_ALLOWED);
            }
        }

        @Test
        void a_host_who_waits_for_nothing_controls_nothing_yet() {
            var idle = new Play(MeetingSettings.DEFAULT, false);
            ParticipantId lin = idle.knock("Lin", Role.HOST);
            ParticipantId ada = idle.knock("Ada", Role.PARTICIPANT);
            assertThat(idle.refused(new Control.Admit(lin, ada))).isEqualTo(Refusal.NOT_NOW);
        }
    }

    @Nested
    class Stopping_everything {
        @Test
        void tightens_what_holds_and_brings_back_what_was() {
            ParticipantId ada = admitted("Ada");
            play.does(Play.change(host, ChatPolicy.HOST, null));
            MeetingSettings before = play.life.rules(play.meeting);
            play.does(new Control.Halt(host, true));
            MeetingSettings stopped = play.life.rules(play.meeting);
            assertThat(stopped.chat()).isEqualTo(ChatPolicy.OFF);
            for (Medium medium : Medium.values()) {
                assertThat(mayAda(ada, medium)).as(medium.name()).isFalse();
                assertThat(play.life.maySwitchOn(
                                play.meeting, play.meeting.find(host).orElseThrow(), medium))
                        .isTrue();
            }
            assertThat(play.refused(play.knocking("Bo", Role.PARTICIPANT, null)))
                    .isEqualTo(Refusal.LOCKED);
            play.does(new Control.Halt(host, false));
            assertThat(play.life.rules(play.meeting)).isEqualTo(before);
            assertThat(mayAda(ada, Medium.MICROPHONE)).isTrue();
        }

        private boolean mayAda(ParticipantId ada, Medium medium) {
            return play.life.maySwitchOn(play.meeting, play.meeting.find(ada).orElseThrow(), medium);
        }
    }

    @Nested
    class The_log {
        @Test
        void says_who_did_what_to_whom_and_who_was_there() {
            ParticipantId ada = admitted("Ada");
            play.does(new Control.Rename(host, ada, "Ada L."));
            play.does(new Control.Remove(host, ada, true));
            assertThat(play.meeting.log().deeds())
                    .extracting(MeetingLog.Deed::by, MeetingLog.Deed::what, MeetingLog.Deed::whom)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("Lin", "started", null),
                            org.assertj.core.groups.Tuple.tuple("Lin", "admitted", "Ada"),
                            org.assertj.core.groups.Tuple.tuple("Lin", "renamed", "Ada"),
                            org.assertj.core.groups.Tuple.tuple("Lin", "removed", "Ada L."),
                            org.assertj.core.groups.Tuple.tuple("Lin", "kept out", "Ada L."));
            assertThat(play.meeting.log().visits()).hasSize(2);
            assertThat(play.meeting.log().visits().getLast().left()).isEqualTo(play.now);
            play.does(new Command.End(host));
            assertThat(play.meeting.log().visits()).allMatch(v -> v.left() != null);
        }

        @Test
        void is_bounded_and_gone_with_the_meeting() {
            for (int i = 0; i < MeetingLog.MAX_DEEDS; i++) {
                play.does(new Control.Lock(host, i % 2 == 0));
            }
            assertThat(play.meeting.log().deeds()).hasSize(MeetingLog.MAX_DEEDS);
            play.does(new Command.Delete());
            assertThat(play.meeting.log()).isEqualTo(MeetingLog.EMPTY);
        }
    }

    @Nested
    class A_webinar {
        @Test
        void makes_attendees_of_who_comes_and_panelists_of_whom_the_host_appoints() {
            var webinar = new Play(Play.OPEN, true);
            ParticipantId lin = webinar.startedBy("Lin");
            ParticipantId ada = webinar.knock("Ada", Role.PARTICIPANT);
            assertThat(webinar.role(ada)).isEqualTo(Role.ATTENDEE);
            assertThat(may(webinar, ada)).isFalse();
            assertThat(webinar.refused(new Control.Ask(lin, Medium.MICROPHONE, ada)))
                    .isEqualTo(Refusal.NOT_NOW);
            webinar.does(new Control.Appoint(lin, ada, Role.PARTICIPANT));
            assertThat(may(webinar, ada)).isTrue();
        }

        private boolean may(Play webinar, ParticipantId who) {
            return webinar.life.maySwitchOn(
                    webinar.meeting, webinar.meeting.find(who).orElseThrow(), Medium.MICROPHONE);
        }
    }

    @Nested
    class What_the_operator_has_fixed {
        @Test
        void is_never_loosened() {
            MeetingSettings floor = MeetingSettings.LOOSEST.with(Play.waitingRoom(WaitingRoom.EVERYONE));
            var strict = new MeetingLife(Timing.DEFAULT, Play.limits(), floor);
            assertThat(strict.rules(play.meeting).waitingRoom()).isEqualTo(WaitingRoom.EVERYONE);
            assertThat(strict.decide(
                            play.meeting, new Command.Change(host, Play.waitingRoom(WaitingRoom.GUESTS)), play.now))
                    .isEqualTo(new Outcome.Refused(Refusal.NOT_ALLOWED));
        }
    }
}
