// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.directory.MeetingRecord;
import org.parley.directory.TryLimiter;
import org.parley.meeting.Role;
import org.parley.meeting.door.DoorAnswer;
import org.parley.meeting.door.LinkSecret;
import org.parley.meeting.door.Proof;
import org.parley.server.MeetingOffice;
import org.parley.server.ScheduleOffice;
import org.parley.server.calendar.CalendarInvitation;
import org.parley.server.config.MailAddress;
import org.parley.server.mail.InvitationText;
import org.parley.server.mail.Mailer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends invitations for hosts. The server has only hashes of what leads in, so the browser that has the invitation
/// shows it, and what does not lead into this meeting is not sent.
final class MailRoutes {
    private static final Logger log = LoggerFactory.getLogger(MailRoutes.class);

    /// Addresses of one request.
    private static final int MOST = 50;

    /// Mails of one account in a day: enough for a large course, and too few for who would send advertising.
    private static final int MOST_A_DAY = 500;

    private static final int LONGEST_SECRET = 64;

    private record Body(
            @Nullable List<String> to,
            @Nullable String secret,
            @Nullable String passcode,
            @Nullable String language) {
        @Override
        public String toString() {
            return "Body[…]";
        }
    }

    private record Sent(int sent) {}

    private final OwnMeetings own;
    private final MeetingOffice office;
    private final ScheduleOffice schedules;
    private final Origins origins;
    private final Optional<Mailer> mailer;
    private final String from;
    private final TryLimiter pace;
    private final InstantSource clock;

    /// @param from the address that mail comes from
    MailRoutes(
            OwnMeetings own,
            MeetingOffice office,
            ScheduleOffice schedules,
            Origins origins,
            Optional<Mailer> mailer,
            String from,
            InstantSource clock) {
        this.own = own;
        this.office = office;
        this.schedules = schedules;
        this.origins = origins;
        this.mailer = mailer;
        this.from = from;
        this.pace = new TryLimiter(clock, MOST_A_DAY, Duration.ofDays(1));
        this.clock = clock;
    }

    void send(Context context) {
        OwnMeetings.Own mine = own.require(context);
        Mailer through = mailer.orElseThrow(() -> new Problem(409, "This server sends no mail."));
        Body body = Json.read(context, Body.class);
        Set<String> to = recipients(body.to());
        InvitationText text = invitation(context, mine, body);
        var language = language(body.language());
        for (int i = 0; i < to.size(); i++) {
            Duration wait = pace.take(mine.host().id());
            if (!wait.isZero()) {
                context.header("Retry-After", Long.toString(wait.toSeconds() + 1));
                throw new Problem(429, "An account sends at most %d invitations a day.".formatted(MOST_A_DAY));
            }
        }
        Optional<ScheduleOffice.Kept> schedule = schedules.find(mine.meeting());
        String read = text.body(language, schedule.map(ScheduleOffice.Kept::schedule));
        List<Mailer.Mail> mails = to.stream()
                .map(address -> new Mailer.Mail(
                        address,
                        text.subject(language),
                        read,
                        schedule.map(kept -> calendar(mine, text, read, kept, address))
                                .orElse(null)))
                .toList();
        try {
            Json.write(context, 200, new Sent(through.send(mine.host().name(), mails)));
        } catch (Mailer.FailedException e) {
            log.warn("an invitation was not sent: {}", e.getMessage());
            throw new Problem(503, "The mail server takes no mail just now.");
        }
    }

    private static Set<String> recipients(@Nullable List<String> typed) {
        if (typed == null || typed.isEmpty() || typed.size() > MOST) {
            throw new Problem(400, "An invitation goes to 1 to %d addresses at once.".formatted(MOST));
        }
        var to = new LinkedHashSet<String>();
        for (String address : typed) {
            if (address == null || !MailAddress.isOne(address.strip())) {
                throw new Problem(400, "One of the addresses is no mail address.");
            }
            to.add(address.strip());
        }
        return to;
    }

    private InvitationText invitation(Context context, OwnMeetings.Own mine, Body body) {
        MeetingRecord meeting = mine.meeting();
        if (meeting.linkBound()) {
            throw new Problem(409, "The link of this meeting is no server's to send.");
        }
        String secret = body.secret();
        String passcode = body.passcode();
        if (secret == null
                || secret.length() > LONGEST_SECRET
                || passcode == null
                || !leadsIn(meeting, new Proof.ByKey(key(secret)))
                || !leadsIn(meeting, new Proof.ByPasscode(passcode))) {
            throw new Problem(409, "This is not the invitation of this meeting: draw a new one.");
        }
        String home = origins.own(context) + "/";
        return new InvitationText(
                mine.host().name(),
                meeting.title(),
                home + "m/" + meeting.number() + "#" + secret,
                home,
                meeting.number(),
                passcode);
    }

    private static String key(String secret) {
        return secret.chars().allMatch(c -> c > ' ' && c < 127)
                ? new LinkSecret(secret).key().text()
                : "";
    }

    /// As a guest: a host's link is not for sending.
    private boolean leadsIn(MeetingRecord meeting, Proof proof) {
        return office.knock(meeting.number(), proof, null) instanceof DoorAnswer.Granted granted
                && granted.meeting().equals(meeting.id())
                && granted.role() != Role.HOST
                && granted.registration() == null;
    }

    private String calendar(
            OwnMeetings.Own mine, InvitationText text, String read, ScheduleOffice.Kept kept, String attendee) {
        return new CalendarInvitation(
                        mine.id(),
                        kept.sequence() + mine.meeting().edition(),
                        text.title(),
                        read,
                        text.link(),
                        text.host(),
                        from,
                        kept.schedule())
                .requested(clock.instant(), attendee);
    }

    private static InvitationText.Language language(@Nullable String tag) {
        String wanted = tag == null ? "en" : tag.toLowerCase(Locale.ROOT);
        return wanted.startsWith("de") ? InvitationText.Language.DE : InvitationText.Language.EN;
    }
}
