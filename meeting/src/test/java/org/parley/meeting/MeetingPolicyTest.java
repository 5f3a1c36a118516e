// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.parley.meeting.MeetingSettings.Change;

class MeetingPolicyTest {
    private static Change waitingRoom(WaitingRoom room) {
        return new Change(null, null, room, null, null, null, null, null, null, null);
    }

    private static Change share(Who who) {
        return new Change(null, null, null, null, null, null, null, who, null, null);
    }

    private static MeetingPolicy fixing(Change floor) {
        return new MeetingPolicy(Change.NONE, floor);
    }

    private static MeetingPolicy setting(Change defaults) {
        return new MeetingPolicy(defaults, Change.NONE);
    }

    @Test
    void levels_that_say_nothing_change_nothing() {
        assertThat(MeetingPolicy.floorOf(List.of(MeetingPolicy.NONE, MeetingPolicy.NONE)))
                .isEqualTo(MeetingSettings.LOOSEST);
        assertThat(MeetingPolicy.defaultsOf(List.of(MeetingPolicy.NONE))).isEqualTo(MeetingSettings.DEFAULT);
    }

    @Test
    void no_level_loosens_what_another_has_fixed() {
        for (WaitingRoom outer : WaitingRoom.values()) {
            for (WaitingRoom inner : WaitingRoom.values()) {
                MeetingSettings floor =
                        MeetingPolicy.floorOf(List.of(fixing(waitingRoom(outer)), fixing(waitingRoom(inner))));
                assertThat(floor.waitingRoom()).isGreaterThanOrEqualTo(outer).isGreaterThanOrEqualTo(inner);
            }
        }
    }

    @Test
    void of_each_setting_the_innermost_level_counts_that_says_anything() {
        MeetingSettings defaults = MeetingPolicy.defaultsOf(List.of(
                setting(new Change(null, null, WaitingRoom.EVERYONE, null, null, null, null, Who.HOST, null, null)),
                setting(share(Who.EVERYONE))));
        assertThat(defaults).isEqualTo(MeetingSettings.DEFAULT.with(waitingRoom(WaitingRoom.EVERYONE)));
    }

    @Nested
    class InAMeeting {
        private final Play play = new Play();

        private void bind(Change floor) {
            play.does(new Command.Bind(MeetingSettings.LOOSEST.with(floor)));
        }

        @Test
        void what_is_fixed_holds_at_once_and_nobody_loosens_it() {
            ParticipantId host = play.startedBy("Lin");
            bind(share(Who.HOST));
            assertThat(play.life.rules(play.meeting).share()).isEqualTo(Who.HOST);
            assertThat(play.refused(new Command.Change(host, share(Who.EVERYONE))))
                    .isEqualTo(Refusal.NOT_ALLOWED);
        }

        @Test
        void what_the_host_meant_counts_again_when_it_is_no_longer_fixed() {
            play.startedBy("Lin");
            bind(share(Who.HOST));
            bind(Change.NONE);
            assertThat(play.life.rules(play.meeting).share()).isEqualTo(Who.EVERYONE);
        }

        @Test
        void the_same_again_is_no_event() {
            play.startedBy("Lin");
            bind(share(Who.HOST));
            int events = play.events.size();
            bind(share(Who.HOST));
            assertThat(play.events).hasSize(events);
        }

        @Test
        void a_waiting_room_that_is_fixed_keeps_guests_waiting() {
            play.startedBy("Lin");
            bind(waitingRoom(WaitingRoom.EVERYONE));
            ParticipantId guest = play.knock("Ada", Role.PARTICIPANT);
            assertThat(play.meeting.find(guest).orElseThrow().isIn()).isFalse();
        }

        @Test
        void connectors_go_when_endpoints_only_is_fixed() {
            play.startedBy("Lin");
            ParticipantId phone = play.knock(EndpointKind.PHONE);
            bind(new Change(null, true, null, null, null, null, null, null, null, null));
            assertThat(play.last()).isEqualTo(new Event.Left(phone, LeftReason.REMOVED, null, play.now));
        }

        @Test
        void what_is_fixed_outlasts_a_run() {
            ParticipantId host = play.startedBy("Lin");
            bind(share(Who.HOST));
            play.does(new Command.End(host));
            assertThat(play.life.rules(play.meeting).share()).isEqualTo(Who.HOST);
        }

        @Test
        void there_is_nothing_to_fix_in_a_meeting_that_is_gone() {
            play.does(new Command.Delete());
            assertThat(play.refused(new Command.Bind(MeetingSettings.DEFAULT))).isEqualTo(Refusal.NO_MEETING);
        }
    }
}
