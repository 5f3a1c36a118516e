// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.meeting.MeetingSettings.Change;

/// The one admission policy as a table: every way in against every policy. A new way in has no row and fails
/// here until somebody has said what is to happen.
class AdmissionTableTest {
    /// What becomes of somebody who knocks at a meeting that runs.
    enum Gets {
        IN,
        WAITS,
        LOCKED,
        REMOVED,
        NOT_SUBSCRIBED,
        NOT_REGISTERED,
        ENDPOINTS_ONLY
    }

    enum Policy {
        OPEN,
        WAITING_ROOM_FOR_GUESTS,
        WAITING_ROOM_FOR_EVERYONE,
        SUBSCRIBERS_ONLY,
        REGISTERED_ONLY,
        ENDPOINTS_ONLY,
        LOCKED,
        STOPPED,
        REMOVED_BEFORE;

        MeetingSettings settings() {
            return switch (this) {
                case OPEN, LOCKED, STOPPED, REMOVED_BEFORE -> Play.OPEN;
                case WAITING_ROOM_FOR_GUESTS -> Play.OPEN.with(Play.waitingRoom(WaitingRoom.GUESTS));
                case WAITING_ROOM_FOR_EVERYONE -> Play.OPEN.with(Play.waitingRoom(WaitingRoom.EVERYONE));
                case SUBSCRIBERS_ONLY ->
                    Play.OPEN.with(new Change(null, null, null, true, null, null, null, null, null, null));
                case REGISTERED_ONLY ->
                    Play.OPEN.with(new Change(null, null, null, null, null, null, null, null, null, true));
                case ENDPOINTS_ONLY -> Play.OPEN.with(Play.change(null, true));
            };
        }
    }

    /// Who comes, and what each policy makes of them, in the order of [Policy].
    enum Row {
        GUEST_BY_LINK(
                WayIn.LINK,
                Role.PARTICIPANT,
                EndpointKind.BROWSER,
                false,
                "IN WAITS WAITS NOT_SUBSCRIBED NOT_REGISTERED IN LOCKED LOCKED REMOVED"),
        GUEST_BY_NUMBER(
                WayIn.NUMBER,
                Role.PARTICIPANT,
                EndpointKind.BROWSER,
                false,
                "IN WAITS WAITS NOT_SUBSCRIBED NOT_REGISTERED IN LOCKED LOCKED REMOVED"),
        PHONE_BY_NUMBER(
                WayIn.NUMBER,
                Role.PARTICIPANT,
                EndpointKind.PHONE,
                false,
                "IN WAITS WAITS NOT_SUBSCRIBED NOT_REGISTERED ENDPOINTS_ONLY LOCKED LOCKED REMOVED"),
        ROOM_BY_LINK(
                WayIn.LINK,
                Role.PARTICIPANT,
                EndpointKind.ROOM,
                false,
                "IN WAITS WAITS NOT_SUBSCRIBED NOT_REGISTERED ENDPOINTS_ONLY LOCKED LOCKED REMOVED"),
        SUBSCRIBER_BY_LINK(
                WayIn.LINK,
                Role.PARTICIPANT,
                EndpointKind.BROWSER,
                true,
                "IN IN WAITS IN NOT_REGISTERED IN LOCKED LOCKED REMOVED"),
        SUBSCRIBER_BY_NUMBER(
                WayIn.NUMBER,
                Role.PARTICIPANT,
                EndpointKind.DESKTOP,
                true,
                "IN IN WAITS IN NOT_REGISTERED IN LOCKED LOCKED REMOVED"),
        GUEST_BY_REGISTRATION(
                WayIn.REGISTRATION,
                Role.PARTICIPANT,
                EndpointKind.BROWSER,
                false,
                "IN WAITS WAITS NOT_SUBSCRIBED IN IN LOCKED LOCKED REMOVED"),
        SUBSCRIBER_BY_REGISTRATION(
                WayIn.REGISTRATION,
                Role.PARTICIPANT,
                EndpointKind.BROWSER,
                true,
                "IN IN WAITS IN IN IN LOCKED LOCKED REMOVED"),
        OWNER(WayIn.ACCOUNT, Role.HOST, EndpointKind.BROWSER, true, "IN IN IN IN IN IN IN IN IN"),
        HOST_BY_LINK(WayIn.HOST_LINK, Role.HOST, EndpointKind.BROWSER, false, "IN IN IN IN IN IN IN IN IN");

        final WayIn way;
        final Role role;
        final EndpointKind kind;
        final boolean account;
        /// In the order of the policies.
        final String gets;

        Row(WayIn way, Role role, EndpointKind kind, boolean account, String gets) {
            this.way = way;
            this.role = role;
            this.kind = kind;
            this.account = account;
            this.gets = gets;
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_way_in_asks_the_same_policy(Row row) {
        List<String> got = new ArrayList<>();
        for (Policy policy : Policy.values()) {
            got.add(knock(row, policy).name());
        }
        assertThat(String.join(" ", got)).isEqualTo(row.gets);
    }

    @Test
    void every_way_in_and_every_kind_of_connector_that_calls_has_a_row() {
        Set<WayIn> ways = EnumSet.noneOf(WayIn.class);
        for (Row row : Row.values()) {
            ways.add(row.way);
        }
        assertThat(ways).containsExactlyInAnyOrder(WayIn.values());
    }

    @ParameterizedTest
    @EnumSource
    void before_the_start_everybody_waits_who_may_come_at_all(Row row) {
        for (Policy policy : List.of(Policy.OPEN, Policy.WAITING_ROOM_FOR_GUESTS)) {
            var play = new Play(policy.settings(), false);
            assertThat(gets(play, row)).as(policy.name()).isEqualTo(Gets.WAITS);
        }
    }

    private static Gets knock(Row row, Policy policy) {
        var play = new Play(policy.settings(), false);
        ParticipantId host = play.startedBy("Lin");
        switch (policy) {
            case LOCKED -> play.does(new Control.Lock(host, true));
            case STOPPED -> play.does(new Control.Halt(host, true));
            case REMOVED_BEFORE -> {
                Command.Knock earlier = knock(play, row, "browser");
                play.does(earlier);
                play.does(new Control.Remove(host, earlier.id(), true));
            }
            default -> {}
        }
        return gets(play, row);
    }

    private static Gets gets(Play play, Row row) {
        Command.Knock knock = knock(play, row, "browser");
        return switch (play.does(knock)) {
            case Outcome.Accepted _ -> play.stage(knock.id()) == Stage.IN ? Gets.IN : Gets.WAITS;
            case Outcome.Refused(Refusal why) -> Gets.valueOf(why.name());
        };
    }

    private static Command.Knock knock(Play play, Row row, @Nullable String device) {
        Command.Knock k = play.knocking("Ada", row.role, device);
        return new Command.Knock(
                k.id(),
                k.csrc(),
                k.name(),
                row.role,
                k.resume(),
                k.device(),
                row.kind,
                row.account,
                row.way,
                row.account ? "ada" : null);
    }
}
