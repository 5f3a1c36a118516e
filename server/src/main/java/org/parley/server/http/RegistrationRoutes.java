// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.directory.MeetingRecord;
import org.parley.directory.RegistrationRecord;
import org.parley.meeting.PersonName;
import org.parley.server.RegistrationOffice;

/// Links of their own for people whom a host invites to a meeting by name.
final class RegistrationRoutes {
    /// Such a link would need the meeting's key, which only browsers have.
    static final String NOT_LINK_BOUND =
            "A meeting that only its link opens takes no registrations: its key is in that link, and never here.";

    private record Names(@Nullable List<@Nullable String> names) {}

    private record Made(String id, String name, String url) {}

    private record AllMade(List<Made> registrations) {}

    private record Item(
            String id,
            String name,
            String createdAt,
            @Nullable String usedAt) {
        static Item of(RegistrationRecord r) {
            return new Item(
                    r.id(),
                    r.name(),
                    r.createdAt().toString(),
                    r.usedAt() == null ? null : r.usedAt().toString());
        }
    }

    private record Items(List<Item> registrations) {}

    private static final int MAX_ID = 36;

    private final RegistrationOffice registrations;
    private final OwnMeetings own;
    private final Origins origins;

    RegistrationRoutes(RegistrationOffice registrations, OwnMeetings own, Origins origins) {
        this.registrations = registrations;
        this.own = own;
        this.origins = origins;
    }

    void make(Context context) {
        MeetingRecord meeting = own.require(context).meeting();
        List<String> names = names(Json.read(context, Names.class));
        if (meeting.linkBound()) {
            throw new Problem(409, NOT_LINK_BOUND);
        }
        List<RegistrationOffice.Made> made = registrations
                .make(meeting, names)
                .orElseThrow(() -> new Problem(
                        409, "A meeting has at most %,d registrations.".formatted(RegistrationOffice.MOST)));
        String link = origins.own(context) + "/m/" + meeting.number() + "#";
        Json.write(
                context,
                201,
                new AllMade(made.stream()
                        .map(m -> new Made(m.id(), m.name(), link + m.secret().text() + named(m.name())))
                        .toList()));
    }

    /// For the page to show before it knocks; the server goes by what it has.
    private static String named(String name) {
        return name.isEmpty()
                ? ""
                : "~" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static List<String> names(Names body) {
        List<@Nullable String> typed = body.names();
        if (typed == null || typed.isEmpty() || typed.size() > RegistrationOffice.MOST) {
            throw new Problem(
                    400,
                    "The body needs names: 1 to %,d, of which any may be empty.".formatted(RegistrationOffice.MOST));
        }
        return typed.stream().map(RegistrationRoutes::name).toList();
    }

    private static String name(@Nullable String typed) {
        if (typed == null || typed.isBlank()) {
            return "";
        }
        return PersonName.parse(typed)
                .orElseThrow(() -> new Problem(
                        400, "A name has at most 64 characters, none of which is invisible or changes the direction."));
    }

    void list(Context context) {
        Json.write(
                context,
                200,
                new Items(registrations.list(own.require(context).meeting()).stream()
                        .map(Item::of)
                        .toList()));
    }

    void withdraw(Context context) {
        MeetingRecord meeting = own.require(context).meeting();
        String id = context.pathParam("id");
        if (id.length() > MAX_ID || !registrations.withdraw(meeting, id)) {
            throw new Problem(404, "The meeting has no such registration.");
        }
        context.status(204);
    }
}
