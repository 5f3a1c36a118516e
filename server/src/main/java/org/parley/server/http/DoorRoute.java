// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.PersonName;
import org.parley.meeting.WayIn;
import org.parley.meeting.door.Digest;
import org.parley.meeting.door.DoorAnswer;
import org.parley.meeting.door.KeyedHash;
import org.parley.meeting.door.Proof;
import org.parley.meeting.door.Registration;
import org.parley.meeting.door.guard.Way;
import org.parley.server.MeetingOffice;
import org.parley.server.signal.Tickets;

/// The door: a ticket for whoever shows what opens a meeting, and one and the same refusal for everybody
/// else. The guard is asked first, before anything of a meeting is looked up.
final class DoorRoute {
    private record Knock(
            @Nullable String number,
            @Nullable String name,
            @Nullable String passcode,
            @Nullable String key,
            @Nullable String solution) {}

    /// @param name under which people will see the newcomer, if it is not for them to choose
    private record Granted(
            String ticket, long expiresIn, @Nullable String name) {}

    private static final int MAX_NUMBER = 64;

    private final MeetingOffice office;
    private final Guarded guarded;
    private final Tickets tickets;
    private final Hosts hosts;
    private final Origins origins;
    private final Cookies cookies;
    private final KeyedHash hash;
    private final Counter granted;
    private final Counter refused;

    DoorRoute(
            MeetingOffice office,
            Guarded guarded,
            Tickets tickets,
            Hosts hosts,
            Origins origins,
            Cookies cookies,
            KeyedHash hash,
            MeterRegistry metrics) {
        this.office = office;
        this.guarded = guarded;
        this.tickets = tickets;
        this.hosts = hosts;
        this.origins = origins;
        this.cookies = cookies;
        this.hash = hash;
        this.granted = metrics.counter("parley.door.answers", "answer", "granted");
        this.refused = metrics.counter("parley.door.answers", "answer", "refused");
    }

    void knock(Context context) {
        origins.check(context);
        Knock body = Json.read(context, Knock.class);
        String number = body.number();
        String name = PersonName.parse(body.name()).orElse(null);
        if (number == null || number.length() > MAX_NUMBER || name == null) {
            throw new Problem(400, "The body needs a number and a name of 1 to 64 characters.");
        }
        if (body.passcode() != null && body.key() != null) {
            throw new Problem(400, "The body has either a passcode or a key.");
        }
        // Only who shows nothing else is looked up before the guard has spoken.
        boolean bySession = body.passcode() == null && body.key() == null;
        Optional<Account> account = bySession ? hosts.find(context) : Optional.empty();
        Way way = body.key() != null || account.isPresent() ? Way.LINK : Way.PASSCODE;
        guarded.run(context, number, way, body.solution(), () -> {
            Optional<Account> known = bySession ? account : hosts.find(context);
            Proof proof = proof(body, known);
            // A link may be good for one browser alone, which gets a token only then: no refusal sets a cookie.
            String device = proof instanceof Proof.ByKey ? cookies.deviceOrDrawn(context) : null;
            Digest hashed = device == null ? null : hash.of("device", device);
            DoorAnswer answer = office.knock(number, proof, hashed);
            boolean personal = answer instanceof DoorAnswer.Granted g && g.registration() != null;
            if (personal && device != null) {
                cookies.setDevice(context, device);
            }
            return say(context, answer, name, proof, known, personal ? hashed : null);
        });
    }

    /// @param device of the one browser that what was shown is good for, or null
    /// @return true: a refusal is a [Problem]
    private boolean say(
            Context context,
            DoorAnswer answer,
            String name,
            Proof proof,
            Optional<Account> account,
            @Nullable Digest device) {
        return switch (answer) {
            case DoorAnswer.Granted g -> {
                granted.increment();
                Registration registration = g.registration();
                String fixed = registration == null || registration.name().isEmpty() ? null : registration.name();
                String ticket = tickets.issue(new Tickets.Ticket(
                        g.meeting(),
                        fixed == null ? name : fixed,
                        g.role(),
                        EndpointKind.BROWSER,
                        WayIn.of(proof, g),
                        account.map(Account::id).orElse(null),
                        device));
                Json.write(context, 200, new Granted(ticket, Tickets.lifetimeSeconds(), fixed));
                yield true;
            }
            case DoorAnswer.Refused _ -> {
                refused.increment();
                throw new Problem(403, "Number, passcode or link is not right, or the meeting is not there.");
            }
        };
    }

    private static Proof proof(Knock body, Optional<Account> account) {
        if (body.passcode() != null) {
            return new Proof.ByPasscode(body.passcode());
        }
        if (body.key() != null) {
            return new Proof.ByKey(body.key());
        }
        return new Proof.ByAccount(account.map(Account::id).orElse(""));
    }
}
