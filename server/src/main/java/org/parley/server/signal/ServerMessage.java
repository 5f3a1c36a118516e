// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.Moderation;
import org.parley.meeting.Participant;
import org.parley.meeting.ParticipantId;
import org.parley.meeting.Refusal;
import org.parley.meeting.Removal;

/// What the server says, as in `docs/protocol.md`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonSubTypes({
    @JsonSubTypes.Type(name = "waiting", value = ServerMessage.Waiting.class),
    @JsonSubTypes.Type(name = "ready", value = ServerMessage.Ready.class),
    @JsonSubTypes.Type(name = "admitted", value = ServerMessage.Admitted.class),
    @JsonSubTypes.Type(name = "joined", value = ServerMessage.Joined.class),
    @JsonSubTypes.Type(name = "left", value = ServerMessage.Left.class),
    @JsonSubTypes.Type(name = "changed", value = ServerMessage.Changed.class),
    @JsonSubTypes.Type(name = "settings", value = ServerMessage.Settings.class),
    @JsonSubTypes.Type(name = "meeting", value = ServerMessage.About.class),
    @JsonSubTypes.Type(name = "lobby", value = ServerMessage.Lobby.class),
    @JsonSubTypes.Type(name = "knocked", value = ServerMessage.Knocked.class),
    @JsonSubTypes.Type(name = "unknocked", value = ServerMessage.Unknocked.class),
    @JsonSubTypes.Type(name = "tried", value = ServerMessage.Tried.class),
    @JsonSubTypes.Type(name = "stopped", value = ServerMessage.Stopped.class),
    @JsonSubTypes.Type(name = "asked", value = ServerMessage.Asked.class),
    @JsonSubTypes.Type(name = "reported", value = ServerMessage.Reported.class),
    @JsonSubTypes.Type(name = "notice", value = ServerMessage.Notice.class),
    @JsonSubTypes.Type(name = "mls-create", value = MlsAnswer.Create.class),
    @JsonSubTypes.Type(name = "mls-commit-now", value = MlsAnswer.CommitNow.class),
    @JsonSubTypes.Type(name = "mls-commit", value = MlsAnswer.Commit.class),
    @JsonSubTypes.Type(name = "mls-welcome", value = MlsAnswer.Welcome.class),
    @JsonSubTypes.Type(name = "mls-rejoin", value = MlsAnswer.Rejoin.class),
    @JsonSubTypes.Type(name = "mls-application", value = MlsAnswer.Application.class),
    @JsonSubTypes.Type(name = "mls-ack", value = MlsAnswer.Ack.class),
    @JsonSubTypes.Type(name = "mls-refused", value = MlsAnswer.Refused.class),
    @JsonSubTypes.Type(name = "answer", value = ServerMessage.Answer.class),
    @JsonSubTypes.Type(name = "offer-wanted", value = ServerMessage.OfferWanted.class),
    @JsonSubTypes.Type(name = "slots", value = ServerMessage.Slots.class),
    @JsonSubTypes.Type(name = "speakers", value = ServerMessage.Speakers.class),
    @JsonSubTypes.Type(name = "quality", value = ServerMessage.Quality.class),
    @JsonSubTypes.Type(name = "ended", value = ServerMessage.Ended.class),
    @JsonSubTypes.Type(name = "error", value = ServerMessage.Fault.class),
    @JsonSubTypes.Type(name = "pong", value = ServerMessage.Pong.class)
})
public sealed interface ServerMessage
        permits ServerMessage.Waiting,
                ServerMessage.Ready,
                ServerMessage.Admitted,
                ServerMessage.Joined,
                ServerMessage.Left,
                ServerMessage.Changed,
                ServerMessage.Settings,
                ServerMessage.About,
                ServerMessage.Lobby,
                ServerMessage.Knocked,
                ServerMessage.Unknocked,
                ServerMessage.Tried,
                ServerMessage.Stopped,
                ServerMessage.Asked,
                ServerMessage.Reported,
                ServerMessage.Notice,
                ServerMessage.Answer,
                ServerMessage.OfferWanted,
                ServerMessage.Slots,
                ServerMessage.Speakers,
                ServerMessage.Quality,
                ServerMessage.Ended,
                ServerMessage.Fault,
                ServerMessage.Pong,
                MlsAnswer {
    record Waiting(@JsonProperty("for") String forWhom, String resume) implements ServerMessage {
        @Override
        public String toString() {
            return "Waiting[" + forWhom + "]";
        }
    }

    record Ready(MeetingInfo meeting, String resume) implements ServerMessage {
        @Override
        public String toString() {
            return "Ready[]";
        }
    }

    /// @param relay null where there is none
    record Admitted(
            String participant,
            String resume,
            String media,
            @Nullable Boolean named,
            MeetingInfo meeting,
            List<Person> roster,
            @Nullable Relay relay)
            implements ServerMessage {
        @Override
        public String toString() {
            return "Admitted[" + participant + "]";
        }
    }

    /// What opens the relay (TURN) on the port that this connection came to.
    record Relay(String username, String credential) {
        @Override
        public String toString() {
            return "Relay[]";
        }
    }

    record Joined(Person participant) implements ServerMessage {}

    record Left(String id, String reason) implements ServerMessage {}

    record Changed(Person participant) implements ServerMessage {}

    record Settings(Rules rules) implements ServerMessage {}

    /// Its owner has changed the meeting from outside.
    record About(MeetingInfo meeting) implements ServerMessage {
        @Override
        public String toString() {
            return "About[]";
        }
    }

    /// Who waits and who is kept out, to those who moderate.
    ///
    /// @param tried how many were turned away since the start
    record Lobby(List<Waiter> waiting, List<KeptOut> removed, int tried) implements ServerMessage {}

    record Knocked(Waiter waiting) implements ServerMessage {}

    record Unknocked(String id) implements ServerMessage {}

    record Tried(int tried) implements ServerMessage {}

    /// @param source of [org.parley.meeting.Medium]
    record Stopped(String source, String by) implements ServerMessage {}

    record Asked(String source, String by) implements ServerMessage {}

    record Reported(String participant, String by, String text) implements ServerMessage {
        @Override
        public String toString() {
            return "Reported[]";
        }
    }

    record Notice(String text) implements ServerMessage {
        @Override
        public String toString() {
            return "Notice[]";
        }
    }

    record Answer(int id, String sdp) implements ServerMessage {
        @Override
        public String toString() {
            return "Answer[" + id + "]";
        }
    }

    record OfferWanted(String reason) implements ServerMessage {}

    record Slots(List<SlotInfo> slots) implements ServerMessage {}

    record Speakers(List<String> participants) implements ServerMessage {}

    record Quality(String participant, int level) implements ServerMessage {}

    record Ended(String reason) implements ServerMessage {}

    record Fault(
            String code,
            String detail,
            @Nullable String re,
            @Nullable Integer id) implements ServerMessage {
        /// @param re the type of the message that is refused, or null
        public static Fault of(Refusal why, @Nullable String re) {
            return switch (why) {
                case NO_MEETING, BAD_TOKEN ->
                    new Fault("bad-ticket", "The ticket or token is not, or no longer, valid.", re, null);
                case FULL -> new Fault("too-many", "The meeting is full.", re, null);
                case LOCKED -> new Fault("locked", "The meeting is locked.", re, null);
                case REMOVED -> new Fault("removed", "A host has removed you from this meeting.", re, null);
                case NOT_SUBSCRIBED ->
                    new Fault("not-subscribed", "Only who is signed in here is let into this meeting.", re, null);
                case NOT_REGISTERED ->
                    new Fault(
                            "not-registered",
                            "Only whom the host has given a link of their own is let into this meeting.",
                            re,
                            null);
                case ENDPOINTS_ONLY ->
                    new Fault("not-allowed", "Phones and room systems are not let into this meeting.", re, null);
                case NOT_ALLOWED -> new Fault("not-allowed", "Only a host may do this, if anybody.", re, null);
                case NOT_NOW -> new Fault("not-now", "The meeting is not in a state for this.", re, null);
            };
        }
    }

    record Pong(JsonNode t) implements ServerMessage {}

    /// @param startedAt RFC 3339, absent before the start
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MeetingInfo(
            String number,
            String title,
            @Nullable String startedAt,
            boolean webinar,
            boolean linkBound,
            boolean passcode,
            boolean postQuantum,
            Rules rules) {
        @Override
        public String toString() {
            return "MeetingInfo[]";
        }
    }

    /// What holds in the meeting just now.
    ///
    /// @param spotlight ids of participants
    /// @param floor what the operator has fixed
    record Rules(boolean locked, boolean halted, List<String> spotlight, SettingsInfo settings, SettingsInfo floor) {
        public static Rules of(Moderation moderation, MeetingSettings settings, MeetingSettings floor) {
            return new Rules(
                    moderation.locked(),
                    moderation.halted(),
                    moderation.spotlight().stream().map(ParticipantId::value).toList(),
                    SettingsInfo.of(settings),
                    SettingsInfo.of(floor));
        }
    }

    record SettingsInfo(
            String chat,
            boolean endpointsOnly,
            String waitingRoom,
            boolean subscribersOnly,
            String chime,
            String unmute,
            String video,
            String share,
            String rename,
            boolean registeredOnly) {
        public static SettingsInfo of(MeetingSettings s) {
            return new SettingsInfo(
                    Words.of(s.chat()),
                    s.endpointsOnly(),
                    Words.of(s.waitingRoom()),
                    s.subscribersOnly(),
                    Words.of(s.chime()),
                    Words.of(s.unmute()),
                    Words.of(s.video()),
                    Words.of(s.share()),
                    Words.of(s.rename()),
                    s.registeredOnly());
        }
    }

    /// Somebody who waits, as those who moderate see them.
    record Waiter(String id, String name, String way, boolean account, String since, boolean connected) {
        public static Waiter of(Participant p) {
            return new Waiter(
                    p.id().value(),
                    p.name(),
                    Words.of(p.way()),
                    p.account(),
                    p.since().toString(),
                    p.connected());
        }

        @Override
        public String toString() {
            return "Waiter[" + id + "]";
        }
    }

    record KeptOut(String id, String name, String at) {
        public static KeptOut of(Removal removal) {
            return new KeptOut(removal.id(), removal.name(), removal.at().toString());
        }

        @Override
        public String toString() {
            return "KeptOut[" + id + "]";
        }
    }

    record SlotInfo(String mid, String participant, String source) {}

    /// A participant as the others see it.
    ///
    /// @param hand since when it is up, or null
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Person(
            String id,
            int csrc,
            String name,
            String role,
            String kind,
            boolean account,
            boolean connected,
            boolean microphone,
            boolean camera,
            boolean screen,
            @Nullable String hand) {
        @Override
        public String toString() {
            return "Person[" + id + "]";
        }
    }
}
