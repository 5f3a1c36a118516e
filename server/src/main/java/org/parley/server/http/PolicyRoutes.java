// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.meeting.MeetingPolicy;
import org.parley.meeting.MeetingSettings;
import org.parley.server.OperatorDesk;
import org.parley.server.Policies;
import org.parley.server.signal.ServerMessage.SettingsInfo;
import org.parley.server.signal.SettingsWords;

/// What organisation and hosts set and fix for meetings.
final class PolicyRoutes {
    /// @param defaults what a new meeting gets; what is not named is left to the level above
    /// @param floor what no meeting is looser than; what is not named is left open
    private record Body(
            @Nullable SettingsBody defaults, @Nullable SettingsBody floor) {
        MeetingPolicy policy() {
            return new MeetingPolicy(change(defaults), change(floor));
        }

        private static MeetingSettings.Change change(@Nullable SettingsBody settings) {
            if (settings == null) {
                return MeetingSettings.Change.NONE;
            }
            if (settings.registeredOnly() != null) {
                throw new Problem(400, "registeredOnly is set for each meeting by itself.");
            }
            return settings.change();
        }
    }

    private record Own(SettingsWords defaults, SettingsWords floor) {
        static Own of(MeetingPolicy policy) {
            return new Own(SettingsWords.of(policy.defaults()), SettingsWords.of(policy.floor()));
        }
    }

    /// All settings, as levels together have them.
    private record Whole(SettingsInfo defaults, SettingsInfo floor) {
        static Whole of(List<MeetingPolicy> levels, MeetingSettings lowest) {
            MeetingSettings floor = MeetingPolicy.floorOf(levels).tightenedTo(lowest);
            return new Whole(
                    SettingsInfo.of(MeetingPolicy.defaultsOf(levels).tightenedTo(floor)), SettingsInfo.of(floor));
        }
    }

    /// @param above what holds without this level
    /// @param effective what holds with it
    private record Level(Own own, Whole above, Whole effective) {}

    private final Policies policies;
    private final OperatorDesk desk;
    private final Hosts hosts;

    PolicyRoutes(Policies policies, OperatorDesk desk, Hosts hosts) {
        this.policies = policies;
        this.desk = desk;
        this.hosts = hosts;
    }

    /// A host's own level.
    void read(Context context) {
        answer(context, hosts.require(context));
    }

    void write(Context context) {
        Account host = hosts.require(context);
        policies.setHost(host.id(), Json.read(context, Body.class).policy());
        answer(context, host);
    }

    private void answer(Context context, Account host) {
        Json.write(context, 200, level(policies.host(host.id()), List.of(policies.organisation())));
    }

    /// The level of all hosts, for operators.
    void readOrganisation(Context context) {
        hosts.requireOperator(context);
        answerOrganisation(context);
    }

    void writeOrganisation(Context context) {
        Account operator = hosts.requireOperator(context);
        policies.setOrganisation(Json.read(context, Body.class).policy());
        desk.noteSetPolicy(operator);
        answerOrganisation(context);
    }

    private void answerOrganisation(Context context) {
        Json.write(context, 200, level(policies.organisation(), List.of()));
    }

    private Level level(MeetingPolicy own, List<MeetingPolicy> above) {
        List<MeetingPolicy> all = Stream.concat(above.stream(), Stream.of(own)).toList();
        return new Level(Own.of(own), Whole.of(above, policies.lowest()), Whole.of(all, policies.lowest()));
    }
}
