// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.directory.MeetingRecord;
import org.parley.directory.MeetingRegister;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.MeetingNumber;
import org.parley.server.MeetingOffice;
import org.parley.server.cluster.Meetings;

/// A host's own meetings.
final class MeetingRoutes {
    private record Create(@Nullable String title) {}

    private record Made(String number, String passcode, String title, String joinUrl, String hostUrl) {}

    private record Item(String number, String title, String createdAt, boolean running, int participants) {}

    private record Items(List<Item> meetings) {}

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
        Create body = context.bodyAsBytes().length == 0 ? new Create(null) : Json.read(context, Create.class);
        String title = title(body.title());
        Invitation invitation = office.create(host, title)
                .orElseThrow(() -> new Problem(409, "This account has as many meetings as it may have."));
        Json.write(context, 201, made(context, invitation, title));
    }

    private static String title(@Nullable String typed) {
        String title = typed == null ? "" : typed.strip();
        if (title.length() > MAX_TITLE || title.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(400, "A title has at most 100 characters and no control characters.");
        }
        return title.isEmpty() ? "Meeting" : title;
    }

    private Made made(Context context, Invitation invitation, String title) {
        String base = origins.own(context);
        return new Made(
                invitation.number().digits(),
                invitation.passcode().digits(),
                title,
                base + MeetingOffice.joinPath(invitation),
                base + MeetingOffice.hostPath(invitation));
    }

    void list(Context context) {
        Account host = hosts.require(context);
        List<Item> items = new ArrayList<>();
        for (MeetingRecord m : register.byOwner(host.id(), MAX_LISTED)) {
            int participants = m.running() ? meetings.status(m.id()).participants() : 0;
            items.add(new Item(m.number(), m.title(), m.createdAt().toString(), m.running(), participants));
        }
        Json.write(context, 200, new Items(items));
    }

    void invite(Context context) {
        MeetingRecord own = own(context);
        Invitation invitation = office.renew(own).orElseThrow(MeetingRoutes::notFound);
        Json.write(context, 200, made(context, invitation, own.title()));
    }

    void delete(Context context) {
        office.delete(own(context));
        context.status(204);
    }

    /// The meeting in the path, if it is the signed-in host's. Somebody else's does not exist for them.
    private MeetingRecord own(Context context) {
        Account host = hosts.require(context);
        return MeetingNumber.parse(context.pathParam("number"))
                .flatMap(number -> register.byNumber(number.digits()))
                .filter(record -> record.owner().equals(host.id()))
                .orElseThrow(MeetingRoutes::notFound);
    }

    private static Problem notFound() {
        return new Problem(404, "You have no such meeting.");
    }
}
