// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.media.Source;
import org.parley.meeting.MeetingSettings;

/// What a client may say, as in `docs/protocol.md`. The constructors refuse what is out of range with an
/// [IllegalArgumentException] whose message may be shown to the client.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "hello", value = ClientMessage.Hello.class),
    @JsonSubTypes.Type(name = "start", value = ClientMessage.Start.class),
    @JsonSubTypes.Type(name = "offer", value = ClientMessage.Offer.class),
    @JsonSubTypes.Type(name = "state", value = ClientMessage.State.class),
    @JsonSubTypes.Type(name = "view", value = ClientMessage.View.class),
    @JsonSubTypes.Type(name = "settings", value = ClientMessage.Settings.class),
    @JsonSubTypes.Type(name = "trouble", value = ClientMessage.Trouble.class),
    @JsonSubTypes.Type(name = "playback", value = ClientMessage.Playback.class),
    @JsonSubTypes.Type(name = "mls-join", value = MlsRequest.Join.class),
    @JsonSubTypes.Type(name = "mls-sync", value = MlsRequest.Sync.class),
    @JsonSubTypes.Type(name = "mls-created", value = MlsRequest.Created.class),
    @JsonSubTypes.Type(name = "mls-commit", value = MlsRequest.Commit.class),
    @JsonSubTypes.Type(name = "mls-application", value = MlsRequest.Application.class),
    @JsonSubTypes.Type(name = "admit", value = ControlRequest.Admit.class),
    @JsonSubTypes.Type(name = "refuse", value = ControlRequest.Refuse.class),
    @JsonSubTypes.Type(name = "hold", value = ControlRequest.Hold.class),
    @JsonSubTypes.Type(name = "remove", value = ControlRequest.Remove.class),
    @JsonSubTypes.Type(name = "lift", value = ControlRequest.Lift.class),
    @JsonSubTypes.Type(name = "lock", value = ControlRequest.Lock.class),
    @JsonSubTypes.Type(name = "halt", value = ControlRequest.Halt.class),
    @JsonSubTypes.Type(name = "stop", value = ControlRequest.Stop.class),
    @JsonSubTypes.Type(name = "ask", value = ControlRequest.Ask.class),
    @JsonSubTypes.Type(name = "role", value = ControlRequest.Appoint.class),
    @JsonSubTypes.Type(name = "spotlight", value = ControlRequest.Spotlight.class),
    @JsonSubTypes.Type(name = "rename", value = ControlRequest.Rename.class),
    @JsonSubTypes.Type(name = "report", value = ControlRequest.Report.class),
    @JsonSubTypes.Type(name = "notice", value = ControlRequest.Notice.class),
    @JsonSubTypes.Type(name = "hand", value = ClientMessage.Hand.class),
    @JsonSubTypes.Type(name = "leave", value = ClientMessage.Leave.class),
    @JsonSubTypes.Type(name = "end", value = ClientMessage.End.class),
    @JsonSubTypes.Type(name = "ping", value = ClientMessage.Ping.class)
})
public sealed interface ClientMessage
        permits ClientMessage.Hello,
                ClientMessage.Start,
                ClientMessage.Offer,
                ClientMessage.State,
                ClientMessage.View,
                ClientMessage.Settings,
                ClientMessage.Trouble,
                ClientMessage.Playback,
                ClientMessage.Hand,
                ClientMessage.Leave,
                ClientMessage.End,
                ClientMessage.Ping,
                ControlRequest,
                MlsRequest {
    /// The `type` on the wire.
    String type();

    record Hello(
            @Nullable String ticket,
            @Nullable String resume,
            @Nullable String media) implements ClientMessage {
        public Hello {
            check((ticket == null) != (resume == null), "hello has either a ticket or a resume token");
            check(
                    shortEnough(ticket) && shortEnough(resume) && shortEnough(media),
                    "hello has a token that is too long");
        }

        private static boolean shortEnough(@Nullable String token) {
            return token == null || token.length() <= Limits.MAX_TOKEN;
        }

        @Override
        public String type() {
            return "hello";
        }

        @Override
        public String toString() {
            return "Hello[…]";
        }
    }

    record Start() implements ClientMessage {
        @Override
        public String type() {
            return "start";
        }
    }

    record Offer(int id, String sdp, @Nullable Map<String, String> tracks) implements ClientMessage {
        public Offer {
            check(sdp != null && !sdp.isEmpty(), "offer has no sdp");
            tracks = tracks == null ? Map.of() : Map.copyOf(tracks);
            check(tracks.size() <= Source.values().length, "offer names more tracks than there are sources");
            for (var track : tracks.entrySet()) {
                check(!track.getKey().isEmpty() && track.getKey().length() <= 32, "offer names a mid that cannot be");
                check(source(track.getValue()).isPresent(), "offer names a source that does not exist");
            }
        }

        /// What each sending section carries, by mid.
        public Map<String, Source> sources() {
            var result = new HashMap<String, Source>();
            if (tracks != null) {
                tracks.forEach((mid, name) -> source(name).ifPresent(source -> result.put(mid, source)));
            }
            return result;
        }

        @Override
        public String type() {
            return "offer";
        }

        @Override
        public String toString() {
            return "Offer[" + id + "]";
        }
    }

    record State(boolean microphone, boolean camera, boolean screen) implements ClientMessage {
        @Override
        public String type() {
            return "state";
        }
    }

    record View(List<Want> wanted) implements ClientMessage {
        public View {
            check(wanted != null && wanted.size() <= Limits.MAX_WANTED, "view wants more videos than a page may show");
            wanted = List.copyOf(wanted);
        }

        @Override
        public String type() {
            return "view";
        }
    }

    record Want(String participant, String source, int height) {
        public Want {
            check(
                    participant != null && !participant.isEmpty() && participant.length() <= 64,
                    "view names a participant that cannot be");
            check(
                    ClientMessage.source(source).filter(Source::isVideo).isPresent(),
                    "view names a source that is no video");
            check(height >= 1 && height <= 4320, "view has a height that is not 1 to 4320");
        }

        public Source video() {
            return ClientMessage.source(source).orElseThrow();
        }
    }

    record Settings(
            @Nullable String chat,
            @Nullable Boolean endpointsOnly,
            @Nullable String waitingRoom,
            @Nullable Boolean subscribersOnly,
            @Nullable String chime,
            @Nullable String unmute,
            @Nullable String video,
            @Nullable String share,
            @Nullable String rename,
            @Nullable Boolean registeredOnly)
            implements ClientMessage {
        public Settings {
            var _ = new SettingsWords(
                    chat,
                    endpointsOnly,
                    waitingRoom,
                    subscribersOnly,
                    chime,
                    unmute,
                    video,
                    share,
                    rename,
                    registeredOnly);
        }

        public MeetingSettings.Change change() {
            return words().change();
        }

        private SettingsWords words() {
            return new SettingsWords(
                    chat,
                    endpointsOnly,
                    waitingRoom,
                    subscribersOnly,
                    chime,
                    unmute,
                    video,
                    share,
                    rename,
                    registeredOnly);
        }

        @Override
        public String type() {
            return "settings";
        }
    }

    /// @param participant whose hand is lowered, `*` for everybody's, or null for the own
    record Hand(boolean raised, @Nullable String participant) implements ClientMessage {
        public Hand {
            check(participant == null || participant.length() <= 64, "hand names a participant that cannot be");
            check(participant == null || !raised, "nobody raises the hand of another");
        }

        @Override
        public String type() {
            return "hand";
        }
    }

    record Trouble(int slots, int frames) implements ClientMessage {
        public Trouble {
            check(
                    slots >= 0 && slots <= Limits.MAX_TROUBLES && frames >= 0 && frames <= Limits.MAX_TROUBLES,
                    "trouble counts further than anybody can in 5 s");
        }

        @Override
        public String type() {
            return "trouble";
        }
    }

    /// What was received since the last such message: milliseconds, but for `freezes`.
    record Playback(int freezes, int frozen, int concealed, int sound) implements ClientMessage {
        public Playback {
            check(
                    freezes >= 0
                            && freezes <= Limits.MAX_FREEZES
                            && frozen >= 0
                            && frozen <= Limits.MAX_PLAYED
                            && sound >= 0
                            && sound <= Limits.MAX_PLAYED
                            && concealed >= 0
                            && concealed <= sound,
                    "playback counts further than anybody can in 10 s");
        }

        @Override
        public String type() {
            return "playback";
        }
    }

    record Leave() implements ClientMessage {
        @Override
        public String type() {
            return "leave";
        }
    }

    record End() implements ClientMessage {
        @Override
        public String type() {
            return "end";
        }
    }

    record Ping(JsonNode t) implements ClientMessage {
        public Ping {
            check(t != null && t.isNumber(), "ping has no number t");
        }

        @Override
        public String type() {
            return "ping";
        }
    }

    /// @throws IllegalArgumentException with `otherwise`, unless it holds
    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static Optional<Source> source(@Nullable String wireName) {
        for (Source source : Source.values()) {
            if (source.wireName().equals(wireName)) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }
}
