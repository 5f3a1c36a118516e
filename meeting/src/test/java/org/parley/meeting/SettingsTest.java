// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.parley.meeting.MeetingSettings.Change;

class SettingsTest {
    private final Play play = new Play();

    private static MeetingSettings with(ChatPolicy chat, boolean endpointsOnly) {
        return Play.OPEN.with(Play.change(chat, endpointsOnly));
    }

    @Test
    void a_host_changes_what_is_named_and_nothing_else() {
        ParticipantId host = play.knock("Lin", Role.HOST);
        play.does(Play.change(host, ChatPolicy.HOST, null));
        assertThat(play.meeting.settings()).isEqualTo(with(ChatPolicy.HOST, false));
        play.does(Play.change(host, null, true));
        assertThat(play.meeting.settings()).isEqualTo(with(ChatPolicy.HOST, true));
    }

    @Test
    void nobody_else_changes_anything() {
        play.startedBy("Lin");
        ParticipantId guest = play.knock("Ada", Role.PARTICIPANT);
        assertThat(play.refused(Play.change(guest, ChatPolicy.OFF, null))).isEqualTo(Refusal.NOT_ALLOWED);
        assertThat(play.refused(Play.change(new ParticipantId("nobody"), null, true)))
                .isEqualTo(Refusal.NOT_ALLOWED);
        assertThat(play.meeting.settings()).isEqualTo(Play.OPEN);
    }

    @Test
    void what_changes_nothing_is_no_event() {
        ParticipantId host = play.startedBy("Lin");
        int events = play.events.size();
        play.does(Play.change(host, ChatPolicy.EVERYONE, false));
        play.does(new Command.Change(host, Change.NONE));
        assertThat(play.events).hasSize(events);
    }

    @Test
    void settings_outlast_a_run_and_are_gone_with_the_meeting() {
        ParticipantId host = play.startedBy("Lin");
        play.does(Play.change(host, ChatPolicy.OFF, true));
        play.does(new Command.End(host));
        assertThat(play.meeting.settings()).isEqualTo(with(ChatPolicy.OFF, true));
        play.does(new Command.Delete());
        assertThat(play.meeting.settings()).isEqualTo(MeetingSettings.DEFAULT);
    }

    @Test
    void connectors_go_when_a_host_wants_endpoints_only() {
        ParticipantId host = play.startedBy("Lin");
        ParticipantId phone = play.knock(EndpointKind.PHONE);
        ParticipantId desktop = play.knock(EndpointKind.DESKTOP);
        play.does(Play.change(host, null, true));
        assertThat(play.last()).isEqualTo(new Event.Left(phone, LeftReason.REMOVED, host, play.now));
        assertThat(play.meeting.roster()).extracting(Participant::id).containsExactly(host, desktop);
        assertThat(play.refused(play.resuming(phone))).isEqualTo(Refusal.BAD_TOKEN);
    }

    @Test
    void no_connector_is_admitted_where_a_host_wants_endpoints_only() {
        ParticipantId host = play.startedBy("Lin");
        play.does(Play.change(host, null, true));
        assertThat(play.refused(play.knocking(EndpointKind.PHONE))).isEqualTo(Refusal.ENDPOINTS_ONLY);
        assertThat(play.refused(play.knocking(EndpointKind.ROOM))).isEqualTo(Refusal.ENDPOINTS_ONLY);
        ParticipantId desktop = play.knock(EndpointKind.DESKTOP);
        assertThat(play.meeting.roster()).extracting(Participant::id).containsExactly(host, desktop);

        play.does(Play.change(host, null, false));
        ParticipantId phone = play.knock(EndpointKind.PHONE);
        assertThat(play.meeting.roster()).extracting(Participant::id).containsExactly(host, desktop, phone);
    }

    @Test
    void where_the_operator_allows_no_chat_it_is_off_and_stays_off() {
        var silent = new MeetingLife(
                Timing.DEFAULT, Play.limits(), MeetingSettings.LOOSEST.with(Play.change(ChatPolicy.OFF, null)));
        ParticipantId host = play.startedBy("Lin");
        assertThat(silent.rules(play.meeting).chat()).isEqualTo(ChatPolicy.OFF);
        assertThat(silent.decide(play.meeting, Play.change(host, ChatPolicy.HOST, null), play.now))
                .isEqualTo(new Outcome.Refused(Refusal.NOT_ALLOWED));
        assertThat(play.life.rules(play.meeting).chat()).isEqualTo(ChatPolicy.EVERYONE);
    }

    @Test
    void with_chat_for_hosts_the_others_write_privately_to_a_host_alone() {
        play.startedBy("Lin");
        play.knock("Ada", Role.PARTICIPANT);
        play.knock("Eve", Role.PARTICIPANT);
        Participant host = play.meeting.roster().getFirst();
        Participant ada = play.meeting.roster().get(1);
        Participant eve = play.meeting.roster().get(2);
        assertThat(ChatPolicy.HOST.allows(host, null)).isTrue();
        assertThat(ChatPolicy.HOST.allows(host, ada)).isTrue();
        assertThat(ChatPolicy.HOST.allows(ada, host)).isTrue();
        assertThat(ChatPolicy.HOST.allows(ada, null)).isFalse();
        assertThat(ChatPolicy.HOST.allows(ada, eve)).isFalse();
        assertThat(ChatPolicy.OFF.allows(host, null)).isFalse();
        assertThat(ChatPolicy.EVERYONE.allows(ada, null)).isTrue();
    }
}
