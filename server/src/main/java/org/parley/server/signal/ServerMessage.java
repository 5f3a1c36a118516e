// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Refusal;

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

    record Admitted(String participant, String resume, String media, MeetingInfo meeting, List<Person> roster)
            implements ServerMessage {
        @Override
        public String toString() {
            return "Admitted[" + participant + "]";
        }
    }

    record Joined(Person participant) implements ServerMessage {}

    record Left(String id, String reason) implements ServerMessage {}

    record Changed(Person participant) implements ServerMessage {}

    record Settings(String chat, boolean endpointsOnly) implements ServerMessage {}

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
        /// @param re the type of the message that is refused
        public static Fault of(Refusal why, String re) {
            return switch (why) {
                case NO_MEETING, BAD_TOKEN ->
                    new Fault("bad-ticket", "The ticket or token is not, or no longer, valid.", re, null);
                case FULL -> new Fault("too-many", "The meeting is full.", re, null);
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
            String chat,
            boolean chatLocked,
            boolean endpointsOnly,
            boolean linkBound,
            boolean passcode,
            boolean postQuantum) {
        @Override
        public String toString() {
            return "MeetingInfo[]";
        }
    }

    record SlotInfo(String mid, String participant, String source) {}

    /// A participant as the others see it.
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
            boolean screen) {
        @Override
        public String toString() {
            return "Person[" + id + "]";
        }
    }
}
