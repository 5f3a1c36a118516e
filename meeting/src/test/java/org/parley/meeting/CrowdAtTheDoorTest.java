// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// More people at one meeting than it takes, and one host link in two hands.
class CrowdAtTheDoorTest {
    private static final int CROWD = 10_000;

    private final Play play = new Play(MeetingSettings.DEFAULT, false);
    private final ParticipantId host = play.startedBy("Lin");

    @Test
    void of_ten_thousand_as_many_wait_as_may_and_the_others_are_told() {
        int refused = 0;
        for (int i = 0; i < CROWD; i++) {
            Outcome outcome = play.does(play.knocking("Guest " + i, Role.PARTICIPANT, null));
            refused += outcome instanceof Outcome.Refused(Refusal why) && why == Refusal.FULL ? 1 : 0;
        }
        assertThat(play.meeting.waiting()).hasSize(Play.MAX_WAITING);
        assertThat(refused).isEqualTo(CROWD - Play.MAX_WAITING);
        assertThat(play.names()).containsExactly("Lin");
    }

    @Test
    void whoever_is_let_in_seats_are_not_exceeded_and_hosts_find_one() {
        for (int i = 0; i < CROWD; i++) {
            play.does(play.knocking("Guest " + i, Role.PARTICIPANT, null));
        }
        play.meeting.waiting().forEach(each -> play.does(new Control.Admit(host, each.id())));
        assertThat(play.meeting.roster()).hasSize(Play.MAX_PEOPLE);

        ParticipantId second = play.knock("Max", Role.HOST);
        assertThat(play.stage(second)).isEqualTo(Stage.IN);
    }

    @Test
    void a_host_link_used_by_two_at_once_makes_two_hosts_and_one_start() {
        var idle = new Play(MeetingSettings.DEFAULT, false);
        ParticipantId one = idle.knock("Lin", Role.HOST, "laptop");
        ParticipantId two = idle.knock("Max", Role.HOST, "another");
        idle.does(new Command.Start(one));
        List<Event> after = new ArrayList<>(idle.events);
        idle.does(new Command.Start(two));

        assertThat(idle.role(one)).isEqualTo(Role.HOST);
        assertThat(idle.role(two)).isEqualTo(Role.HOST);
        assertThat(idle.stage(one)).isEqualTo(Stage.IN);
        assertThat(idle.stage(two)).isEqualTo(Stage.IN);
        assertThat(idle.names()).containsExactlyInAnyOrder("Lin", "Max");
        assertThat(idle.events).startsWith(after.toArray(Event[]::new));
    }
}
