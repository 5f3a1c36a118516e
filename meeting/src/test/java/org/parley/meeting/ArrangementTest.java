// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.parley.meeting.MeetingSettings.Change;

/// What its owner changes from outside.
class ArrangementTest {
    private final Play play = new Play();

    @Test
    void the_owner_changes_title_and_settings_without_being_there() {
        play.does(new Command.Arrange("Grace", "Board", Play.change(ChatPolicy.OFF, null)));
        assertThat(play.meeting.title()).isEqualTo("Board");
        assertThat(play.meeting.settings()).isEqualTo(Play.OPEN.with(Play.change(ChatPolicy.OFF, null)));
        assertThat(play.meeting.log().deeds())
                .extracting(MeetingLog.Deed::by, MeetingLog.Deed::what, MeetingLog.Deed::detail)
                .containsExactly(tuple("Grace", "title", "Board"), tuple("Grace", "settings", "chat=off"));
    }

    @Test
    void what_changes_nothing_is_no_event() {
        int events = play.events.size();
        play.does(new Command.Arrange("Grace", null, Change.NONE));
        play.does(new Command.Arrange("Grace", "Weekly", Play.change(ChatPolicy.EVERYONE, false)));
        assertThat(play.events).hasSize(events);
    }

    @Test
    void a_new_number_is_told_from_then_on_and_nobody_has_to_go() {
        ParticipantId host = play.startedBy("Lin");
        play.does(new Command.Renumber("Grace", "20000000000"));
        assertThat(play.meeting.number()).isEqualTo("20000000000");
        assertThat(play.meeting.find(host)).isPresent();
        play.does(new Command.Renumber("Grace", "20000000000"));
        assertThat(play.meeting.log().deeds())
                .extracting(MeetingLog.Deed::what)
                .containsExactly("started", "new number", "new invitation");
    }

    @Test
    void who_waits_comes_in_when_the_owner_opens_the_waiting_room_of_a_running_meeting() {
        play.startedBy("Lin");
        play.does(new Command.Arrange("Grace", null, Play.waitingRoom(WaitingRoom.EVERYONE)));
        ParticipantId guest = play.knock("Ada", Role.PARTICIPANT);
        assertThat(play.meeting.waiting()).extracting(Participant::id).containsExactly(guest);
        play.does(new Command.Arrange("Grace", null, Play.waitingRoom(WaitingRoom.OFF)));
        assertThat(play.meeting.waiting()).isEmpty();
    }

    @Test
    void nothing_is_arranged_that_is_not_there_or_that_the_operator_has_fixed() {
        var strict = new MeetingLife(
                Timing.DEFAULT, Play.limits(), MeetingSettings.LOOSEST.with(Play.change(ChatPolicy.HOST, null)));
        var loosens = new Command.Arrange("Grace", null, Play.change(ChatPolicy.EVERYONE, null));
        assertThat(strict.decide(play.meeting, loosens, play.now)).isEqualTo(new Outcome.Refused(Refusal.NOT_ALLOWED));
        play.does(new Command.Delete());
        assertThat(play.refused(loosens)).isEqualTo(Refusal.NO_MEETING);
        assertThat(play.refused(new Command.Note("Grace", "scheduled", null))).isEqualTo(Refusal.NO_MEETING);
        assertThat(play.refused(new Command.Renumber("Grace", "20000000000"))).isEqualTo(Refusal.NO_MEETING);
    }
}
