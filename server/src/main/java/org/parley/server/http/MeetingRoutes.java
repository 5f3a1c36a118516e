// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.directory.MeetingRecord;
import org.parley.directory.MeetingRegister;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.LinkKey;
import org.parley.server.MeetingOffice;
import org.parley.server.NewMeeting;
import org.parley.server.ScheduleOffice;
import org.parley.server.cluster.Meetings;

/// A host's own meetings.
final class MeetingRoutes {
    private record Create(
            @Nullable String title,
            @Nullable Boolean webinar,
            @Nullable String linkKey,
            @Nullable Boolean postQuantum,
            @Nullable Boolean personal) {
        static final Create PLAIN = new Create(null, null, null, null, null);
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
            boolean postQuantum,
            int edition) {}

    private record Item(
            String number,
            String title,
            String createdAt,
            boolean running,
            int participants,
            boolean linkBound,
            boolean postQuantum,
            int edition,
            boolean personal,
            @Nullable ScheduleBody schedule) {}

    private record Items(List<Item> meetings) {}

    private static final int MAX_LISTED = 200;

    private final MeetingOffice office;
    private final MeetingRegister register;
    private final ScheduleOffice schedules;
    private final InstantSource clock;
    private final Meetings meetings;
    private final Hosts hosts;
    private final OwnMeetings own;
    private final Origins origins;

    MeetingRoutes(
            MeetingOffice office,
            MeetingRegister register,
            ScheduleOffice schedules,
            Meetings meetings,
            Hosts hosts,
            OwnMeetings own,
            Origins origins,
            InstantSource clock) {
        this.office = office;
        this.register = register;
        this.schedules = schedules;
        this.clock = clock;
        this.meetings = meetings;
        this.hosts = hosts;
        this.own = own;
        this.origins = origins;
    }

    void create(Context context) {
        Account host = hosts.require(context);
        boolean plain = context.bodyAsBytes().length == 0;
        Create body = plain ? Create.PLAIN : Json.read(context, Create.class);
        MeetingSettings.Change settings = plain ? MeetingSettings.Change.NONE : SettingsBody.read(context);
        String title = Titles.of(body.title());
        var wanted = new NewMeeting(
                title,
                settings,
                Boolean.TRUE.equals(body.webinar()),
                linkKey(body.linkKey()),
                Boolean.TRUE.equals(body.postQuantum()),
                Boolean.TRUE.equals(body.personal()));
        if (Boolean.TRUE.equals(settings.registeredOnly()) && wanted.guests().isPresent()) {
            throw new Problem(400, RegistrationRoutes.NOT_LINK_BOUND);
        }
        Invitation invitation = office.create(host, wanted)
                .orElseThrow(() ->
                        new Problem(409, "This account has as many meetings as it may have, or its personal one."));
        Json.write(context, 201, made(context, invitation, title, wanted.postQuantum(), 1));
    }

    private static Optional<LinkKey> linkKey(@Nullable String text) {
        return text == null
                ? Optional.empty()
                : Optional.of(LinkKey.parse(text)
                        .orElseThrow(() -> new Problem(400, "A linkKey has 43 characters of base64url.")));
    }

    private Made made(Context context, Invitation invitation, String title, boolean postQuantum, int edition) {
        String base = origins.own(context);
        return new Made(
                invitation.number().digits(),
                invitation instanceof Invitation.Open open ? open.passcode().digits() : null,
                title,
                base + MeetingOffice.joinPath(invitation),
                base + MeetingOffice.hostPath(invitation),
                invitation instanceof Invitation.LinkBound,
                postQuantum,
                edition);
    }

    void list(Context context) {
        Account host = hosts.require(context);
        Map<String, ScheduleOffice.Kept> times = schedules.byOwner(host.id());
        Instant now = clock.instant();
        List<Item> items = new ArrayList<>();
        for (MeetingRecord m : register.byOwner(host.id(), MAX_LISTED)) {
            ScheduleOffice.Kept kept = times.get(m.id());
            int participants = m.running() ? meetings.status(m.id()).participants() : 0;
            items.add(new Item(
                    m.number(),
                    m.title(),
                    m.createdAt().toString(),
                    m.running(),
                    participants,
                    m.linkBound(),
                    m.postQuantum(),
                    m.edition(),
                    m.personal(),
                    kept == null ? null : ScheduleBody.of(kept.schedule(), now)));
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

    private interface Drawing {
        Optional<Invitation> draw(MeetingRecord meeting, String by, Optional<LinkKey> guests);
    }

    private void draw(Context context, Drawing drawing) {
        OwnMeetings.Own mine = own.require(context);
        MeetingRecord meeting = mine.meeting();
        Invite body = context.bodyAsBytes().length == 0 ? Invite.PLAIN : Json.read(context, Invite.class);
        Optional<LinkKey> guests = linkKey(body.linkKey());
        if (meeting.linkBound() != guests.isPresent()) {
            throw new Problem(400, "A link-bound meeting takes a linkKey for its new links, and no other does.");
        }
        if (meeting.linkBound() && meetings.status(meeting.id()).running()) {
            throw new Problem(409, "The meeting runs with the key of its link: end it first.");
        }
        Invitation invitation =
                drawing.draw(meeting, mine.host().name(), guests).orElseThrow(OwnMeetings::notFound);
        Json.write(
                context, 200, made(context, invitation, meeting.title(), meeting.postQuantum(), meeting.edition() + 1));
    }

    void delete(Context context) {
        office.delete(own.require(context).meeting());
        context.status(204);
    }
}
