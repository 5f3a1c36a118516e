// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.directory.MeetingRecord;
import org.parley.directory.MeetingRegister;
import org.parley.meeting.MeetingLog;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.LinkKey;
import org.parley.server.MeetingOffice;
import org.parley.server.NewMeeting;
import org.parley.server.cluster.Meetings;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.Words;

/// A host's own meetings.
final class MeetingRoutes {
    private record Create(
            @Nullable String title,
            @Nullable String chat,
            @Nullable Boolean endpointsOnly,
            @Nullable String waitingRoom,
            @Nullable Boolean subscribersOnly,
            @Nullable String chime,
            @Nullable String unmute,
            @Nullable String video,
            @Nullable String share,
            @Nullable String rename,
            @Nullable Boolean registeredOnly,
            @Nullable Boolean webinar,
            @Nullable String linkKey,
            @Nullable Boolean postQuantum) {
        static final Create PLAIN =
                new Create(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

        MeetingSettings settings() {
            try {
                return MeetingSettings.DEFAULT.with(new ClientMessage.Settings(
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
                        .change());
            } catch (IllegalArgumentException e) {
                throw new Problem(400, e.getMessage());
            }
        }
    }

    private record Invite(@Nullable String linkKey) {
        static final Invite PLAIN = new Invite(null);
    }

    private record Made(
            String number,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String passcode,

            String title,
            String joinUrl,
            String hostUrl,
            boolean linkBound,
            boolean postQuantum) {}

    private record Item(
            String number,
            String title,
            String createdAt,
            boolean running,
            int participants,
            boolean linkBound,
            boolean postQuantum) {}

    private record Items(List<Item> meetings) {}

    private record Log(List<Deed> deeds, List<Visit> visits) {}

    private record Deed(
            String at,
            String by,
            String what,
            @Nullable String whom,
            @Nullable String detail) {
        static Deed of(MeetingLog.Deed d) {
            return new Deed(d.at().toString(), d.by(), d.what(), d.whom(), d.detail());
        }
    }

    private record Visit(
            String name,
            String role,
            String way,
            boolean account,
            String came,
            @Nullable String left) {
        static Visit of(MeetingLog.Visit v) {
            return new Visit(
                    v.name(),
                    Words.of(v.role()),
                    Words.of(v.way()),
                    v.account(),
                    v.came().toString(),
                    v.left() == null ? null : v.left().toString());
        }
    }

    private static final int MAX_TITLE = 100;
    private static final int MAX_LISTED = 200;

    private final MeetingOffice office;
    private final MeetingRegister register;
    private final Meetings meetings;
    private final Hosts hosts;
    private final Origins origins;

    MeetingRoutes(MeetingOffice office, MeetingRegister register, Meetings meetings, Hosts hosts, Origins origins) {
        this.office = office;
        this.register = register;
        this.meetings = meetings;
        this.hosts = hosts;
        this.origins = origins;
    }

    void create(Context context) {
        Account host = hosts.require(context);
        Create body = context.bodyAsBytes().length == 0 ? Create.PLAIN : Json.read(context, Create.class);
        String title = title(body.title());
        var wanted = new NewMeeting(
                title,
                body.settings(),
                Boolean.TRUE.equals(body.webinar()),
                linkKey(body.linkKey()),
                Boolean.TRUE.equals(body.postQuantum()));
        if (wanted.settings().registeredOnly() && wanted.guests().isPresent()) {
            throw new Problem(400, RegistrationRoutes.NOT_LINK_BOUND);
        }
        Invitation invitation = office.create(host, wanted)
                .orElseThrow(() -> new Problem(409, "This account has as many meetings as it may have."));
        Json.write(context, 201, made(context, invitation, title, wanted.postQuantum()));
    }

    private static String title(@Nullable String typed) {
        String title = typed == null ? "" : typed.strip();
        if (title.length() > MAX_TITLE || title.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(400, "A title has at most 100 characters and no control characters.");
        }
        return title.isEmpty() ? "Meeting" : title;
    }

    private static Optional<LinkKey> linkKey(@Nullable String text) {
        return text == null
                ? Optional.empty()
                : Optional.of(LinkKey.parse(text)
                        .orElseThrow(() -> new Problem(400, "A linkKey has 43 characters of base64url.")));
    }

    private Made made(Context context, Invitation invitation, String title, boolean postQuantum) {
        String base = origins.own(context);
        return new Made(
                invitation.number().digits(),
                invitation instanceof Invitation.Open open ? open.passcode().digits() : null,
                title,
                base + MeetingOffice.joinPath(invitation),
                base + MeetingOffice.hostPath(invitation),
                invitation instanceof Invitation.LinkBound,
                postQuantum);
    }

    void list(Context context) {
        Account host = hosts.require(context);
        List<Item> items = new ArrayList<>();
        for (MeetingRecord m : register.byOwner(host.id(), MAX_LISTED)) {
            int participants = m.running() ? meetings.status(m.id()).participants() : 0;
            items.add(new Item(
                    m.number(),
                    m.title(),
                    m.createdAt().toString(),
                    m.running(),
                    participants,
                    m.linkBound(),
                    m.postQuantum()));
        }
        Json.write(context, 200, new Items(items));
    }

    /// A new passcode and new links.
    void invite(Context context) {
        draw(context, office::renew);
    }

    /// A new number as well.
    void renumber(Context context) {
        draw(context, office::renumber);
    }

    private void draw(Context context, BiFunction<MeetingRecord, Optional<LinkKey>, Optional<Invitation>> drawing) {
        MeetingRecord own = own(context);
        Invite body = context.bodyAsBytes().length == 0 ? Invite.PLAIN : Json.read(context, Invite.class);
        Optional<LinkKey> guests = linkKey(body.linkKey());
        if (own.linkBound() != guests.isPresent()) {
            throw new Problem(400, "A link-bound meeting takes a linkKey for its new links, and no other does.");
        }
        if (own.linkBound() && meetings.status(own.id()).running()) {
            throw new Problem(409, "The meeting runs with the key of its link: end it first.");
        }
        Invitation invitation = drawing.apply(own, guests).orElseThrow(MeetingRoutes::notFound);
        Json.write(context, 200, made(context, invitation, own.title(), own.postQuantum()));
    }

    /// Who did what in the meeting, and who was there.
    void log(Context context) {
        MeetingLog log = meetings.log(own(context).id());
        Json.write(
                context,
                200,
                new Log(
                        log.deeds().stream().map(Deed::of).toList(),
                        log.visits().stream().map(Visit::of).toList()));
    }

    void delete(Context context) {
        office.delete(own(context));
        context.status(204);
    }

    /// The meeting in the path, if it is the signed-in host's. Somebody else's does not exist for them.
    private MeetingRecord own(Context context) {
        Account host = hosts.require(context);
        return office.find(context.pathParam("number"))
                .filter(record -> record.owner().equals(host.id()))
                .orElseThrow(MeetingRoutes::notFound);
    }

    private static Problem notFound() {
        return new Problem(404, "You have no such meeting.");
    }
}
