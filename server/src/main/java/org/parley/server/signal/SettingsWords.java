// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.ChatPolicy;
import org.parley.meeting.Chime;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.WaitingRoom;
import org.parley.meeting.Who;

/// Settings of a meeting in the words of API and signalling (docs/protocol.md, Settings). Null where nothing is said.
public record SettingsWords(
        @Nullable String chat,
        @Nullable Boolean endpointsOnly,
        @Nullable String waitingRoom,
        @Nullable Boolean subscribersOnly,
        @Nullable String chime,
        @Nullable String unmute,
        @Nullable String video,
        @Nullable String share,
        @Nullable String rename,
        @Nullable Boolean registeredOnly) {
    /// @throws IllegalArgumentException for a word that is no value; the message says which words are
    public SettingsWords {
        word("chat", ChatPolicy.class, chat);
        word("waitingRoom", WaitingRoom.class, waitingRoom);
        word("chime", Chime.class, chime);
        word("unmute", Who.class, unmute);
        word("video", Who.class, video);
        word("share", Who.class, share);
        word("rename", Who.class, rename);
    }

    public static SettingsWords of(MeetingSettings.Change c) {
        return new SettingsWords(
                Words.ofNullable(c.chat()),
                c.endpointsOnly(),
                Words.ofNullable(c.waitingRoom()),
                c.subscribersOnly(),
                Words.ofNullable(c.chime()),
                Words.ofNullable(c.unmute()),
                Words.ofNullable(c.video()),
                Words.ofNullable(c.share()),
                Words.ofNullable(c.rename()),
                c.registeredOnly());
    }

    public MeetingSettings.Change change() {
        return new MeetingSettings.Change(
                word("chat", ChatPolicy.class, chat),
                endpointsOnly,
                word("waitingRoom", WaitingRoom.class, waitingRoom),
                subscribersOnly,
                word("chime", Chime.class, chime),
                word("unmute", Who.class, unmute),
                word("video", Who.class, video),
                word("share", Who.class, share),
                word("rename", Who.class, rename),
                registeredOnly);
    }

    private static <E extends Enum<E>> @Nullable E word(String setting, Class<E> type, @Nullable String word) {
        Optional<E> found = Words.find(type, word);
        if (word != null && found.isEmpty()) {
            throw new IllegalArgumentException(setting + " is one of "
                    + Stream.of(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", ")));
        }
        return found.orElse(null);
    }
}
