// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.MeetingSettings;
import org.parley.server.signal.SettingsWords;

/// The settings among the members of a body; null leaves one as it is.
record SettingsBody(
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
    /// @throws Problem 400 if one has a value that it cannot have
    static MeetingSettings.Change read(Context context) {
        return Json.read(context, SettingsBody.class).change();
    }

    /// @throws Problem 400 if one has a value that it cannot have
    MeetingSettings.Change change() {
        try {
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
                            registeredOnly)
                    .change();
        } catch (IllegalArgumentException e) {
            throw new Problem(400, e.getMessage());
        }
    }
}
