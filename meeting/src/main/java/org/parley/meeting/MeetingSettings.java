// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import org.jspecify.annotations.Nullable;

/// What a host may set before and during a meeting. It outlasts the meeting's runs. The values of each setting
/// stand in the order from loose to tight (false before true).
///
/// @param endpointsOnly whether connectors are kept out of the group that can decrypt
/// @param subscribersOnly whether only who is signed in at this installation may come in
/// @param unmute who may switch their microphone on; likewise `video`, `share`
/// @param rename who may rename themselves
/// @param registeredOnly whether only who was registered by the host may come in: see [WayIn#REGISTRATION]
public record MeetingSettings(
        ChatPolicy chat,
        boolean endpointsOnly,
        WaitingRoom waitingRoom,
        boolean subscribersOnly,
        Chime chime,
        Who unmute,
        Who video,
        Who share,
        Who rename,
        boolean registeredOnly) {
    public static final MeetingSettings DEFAULT = new MeetingSettings(
            ChatPolicy.EVERYONE,
            false,
            WaitingRoom.GUESTS,
            false,
            Chime.EVERYONE,
            Who.EVERYONE,
            Who.EVERYONE,
            Who.EVERYONE,
            Who.EVERYONE,
            false);

    /// Below which nothing is: the floor of an installation that fixes nothing.
    public static final MeetingSettings LOOSEST = new MeetingSettings(
            ChatPolicy.EVERYONE,
            false,
            WaitingRoom.OFF,
            false,
            Chime.OFF,
            Who.EVERYONE,
            Who.EVERYONE,
            Who.EVERYONE,
            Who.EVERYONE,
            false);

    /// What is to be set; null leaves as it is.
    public record Change(
            @Nullable ChatPolicy chat,
            @Nullable Boolean endpointsOnly,
            @Nullable WaitingRoom waitingRoom,
            @Nullable Boolean subscribersOnly,
            @Nullable Chime chime,
            @Nullable Who unmute,
            @Nullable Who video,
            @Nullable Who share,
            @Nullable Who rename,
            @Nullable Boolean registeredOnly) {
        public static final Change NONE = new Change(null, null, null, null, null, null, null, null, null, null);
    }

    public MeetingSettings {
        // Entries of old journals have none.
        waitingRoom = or(waitingRoom, WaitingRoom.GUESTS);
        chime = or(chime, Chime.EVERYONE);
        unmute = or(unmute, Who.EVERYONE);
        video = or(video, Who.EVERYONE);
        share = or(share, Who.EVERYONE);
        rename = or(rename, Who.EVERYONE);
    }

    public MeetingSettings with(Change change) {
        return new MeetingSettings(
                or(change.chat, chat),
                or(change.endpointsOnly, endpointsOnly),
                or(change.waitingRoom, waitingRoom),
                or(change.subscribersOnly, subscribersOnly),
                or(change.chime, chime),
                or(change.unmute, unmute),
                or(change.video, video),
                or(change.share, share),
                or(change.rename, rename),
                or(change.registeredOnly, registeredOnly));
    }

    /// Each setting as it is, or as it is in `floor` where that is tighter.
    public MeetingSettings tightenedTo(MeetingSettings floor) {
        return new MeetingSettings(
                tighter(chat, floor.chat),
                endpointsOnly || floor.endpointsOnly,
                tighter(waitingRoom, floor.waitingRoom),
                subscribersOnly || floor.subscribersOnly,
                tighter(chime, floor.chime),
                tighter(unmute, floor.unmute),
                tighter(video, floor.video),
                tighter(share, floor.share),
                tighter(rename, floor.rename),
                registeredOnly || floor.registeredOnly);
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static <E extends Enum<E>> E tighter(E one, E other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
