// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.directory.Accounts;
import org.parley.directory.InvalidAccountException;
import org.parley.directory.Sessions;
import org.parley.directory.Token;
import org.parley.meeting.door.guard.Way;

/// Signing in and out, and the first account.
final class SessionRoutes {
    private record Setup(
            @Nullable String token,
            @Nullable String name,
            @Nullable String password,
            @Nullable String solution) {}

    private record SignIn(
            @Nullable String name,
            @Nullable String password,
            @Nullable String solution) {}

    private record SignedIn(String token, String expiresAt, String name, boolean operator, boolean mail) {}

    private record Who(String name, boolean operator, boolean mail) {}

    private final Accounts accounts;
    private final Sessions sessions;
    private final Hosts hosts;
    private final Cookies cookies;
    private final Origins origins;
    private final boolean mail;
    private final InstantSource clock;
    private final Guarded signIns;
    private final Guarded setups;
    private final KnownDevices devices;

    SessionRoutes(
            Accounts accounts,
            Sessions sessions,
            Hosts hosts,
            Cookies cookies,
            Origins origins,
            Guarded signIns,
            Guarded setups,
            KnownDevices devices,
            boolean mail,
            InstantSource clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.hosts = hosts;
        this.cookies = cookies;
        this.origins = origins;
        this.mail = mail;
        this.clock = clock;
        this.signIns = signIns;
        this.setups = setups;
        this.devices = devices;
    }

    void setup(Context context) {
        origins.check(context);
        Setup body = Json.read(context, Setup.class);
        var token = new Token(text(body.token()));
        String name = text(body.name());
        String password = text(body.password());
        setups.run(context, "", Way.PASSCODE, body.solution(), () -> {
            try {
                Account account = accounts.redeemSetupToken(token, name, password)
                        .orElseThrow(() -> new Problem(403, "This link was used, or a newer one was made."));
                signedIn(context, account);
            } catch (InvalidAccountException e) {
                // The token was right.
                Problem.write(context, 400, e.getMessage());
            }
            return true;
        });
    }

    /// Who signed in from this browser before is not held up by those who guess from elsewhere.
    void signIn(Context context) {
        origins.check(context);
        SignIn body = Json.read(context, SignIn.class);
        String name = text(body.name());
        String password = text(body.password());
        String key = Accounts.key(name);
        Way way = devices.knows(context, key) ? Way.LINK : Way.PASSCODE;
        signIns.run(context, key, way, body.solution(), () -> {
            Account account =
                    accounts.verify(name, password).orElseThrow(() -> new Problem(403, "Name or password is wrong."));
            signedIn(context, account);
            return true;
        });
    }

    private void signedIn(Context context, Account account) {
        Sessions.Session session = sessions.open(account);
        String token = session.token().text();
        cookies.setSession(context, token, Duration.between(clock.instant(), session.expiresAt()));
        devices.remember(context, Accounts.key(account.name()));
        Json.write(
                context,
                200,
                new SignedIn(token, session.expiresAt().toString(), account.name(), account.operator(), mail));
    }

    void who(Context context) {
        Account account = hosts.require(context);
        Json.write(context, 200, new Who(account.name(), account.operator(), mail));
    }

    void signOut(Context context) {
        hosts.require(context);
        hosts.token(context).ifPresent(sessions::close);
        cookies.clearSession(context);
        context.status(204);
    }

    private static String text(@Nullable String value) {
        if (value == null) {
            throw new Problem(400, "A member is missing.");
        }
        return value;
    }
}
