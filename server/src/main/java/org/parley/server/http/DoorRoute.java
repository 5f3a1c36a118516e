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
import org.parley.meeting.door.DoorAnswer;
import org.parley.meeting.door.Proof;
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

    private record Granted(String ticket, long expiresIn) {}

    private static final int MAX_NUMBER = 64;

    private final MeetingOffice office;
    private final Guarded guarded;
    private final Tickets tickets;
    private final Hosts hosts;
    private final Origins origins;
    private final Counter granted;
    private final Counter refused;

    DoorRoute(
            MeetingOffice office,
            Guarded guarded,
            Tickets tickets,
            Hosts hosts,
            Origins origins,
            MeterRegistry metrics) {
        this.office = office;
        this.guarded = guarded;
        this.tickets = tickets;
        this.hosts = hosts;
        this.origins = origins;
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
            return say(context, office.knock(number, proof), name, proof, known);
        });
    }

    /// @return true: a refusal is a [Problem]
    private boolean say(Context context, DoorAnswer answer, String name, Proof proof, Optional<Account> account) {
        return switch (answer) {
            case DoorAnswer.Granted g -> {
                granted.increment();
                String ticket = tickets.issue(new Tickets.Ticket(
                        g.meeting(),
                        name,
                        g.role(),
                        EndpointKind.BROWSER,
                        WayIn.of(proof, g.role()),
                        account.map(Account::id).orElse(null)));
                Json.write(context, 200, new Granted(ticket, Tickets.lifetimeSeconds()));
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
