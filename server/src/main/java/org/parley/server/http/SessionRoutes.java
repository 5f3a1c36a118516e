// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.directory.Accounts;
import org.parley.directory.InvalidAccountException;
import org.parley.directory.Sessions;
import org.parley.directory.Token;
import org.parley.directory.TryLimiter;

/// Signing in and out, and the first account.
final class SessionRoutes {
    private record Setup(
            @Nullable String token,
            @Nullable String name,
            @Nullable String password) {}

    private record SignIn(@Nullable String name, @Nullable String password) {}

    private record SignedIn(String token, String expiresAt, String name) {}

    private record Who(String name) {}

    /// Tries a name has. Fewer would let a stranger keep somebody out for long.
    private static final int TRIES_BY_NAME = 10;

    private static final int TRIES_BY_SOURCE = 20;
    private static final Duration TRY_WINDOW = Duration.ofMinutes(1);

    private final Accounts accounts;
    private final Sessions sessions;
    private final Hosts hosts;
    private final Cookies cookies;
    private final Origins origins;
    private final InstantSource clock;
    private final TryLimiter byName;
    private final TryLimiter bySource;

    SessionRoutes(
            Accounts accounts, Sessions sessions, Hosts hosts, Cookies cookies, Origins origins, InstantSource clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.hosts = hosts;
        this.cookies = cookies;
        this.origins = origins;
        this.clock = clock;
        this.byName = new TryLimiter(clock, TRIES_BY_NAME, TRY_WINDOW);
        this.bySource = new TryLimiter(clock, TRIES_BY_SOURCE, TRY_WINDOW);
    }

    void setup(Context context) {
        origins.check(context);
        Setup body = Json.read(context, Setup.class);
        limit(context, bySource, origins.source(context));
        try {
            Account account = accounts.redeemSetupToken(
                            new Token(text(body.token())), text(body.name()), text(body.password()))
                    .orElseThrow(() -> new Problem(403, "This link was used, or a newer one was made."));
            signedIn(context, account);
        } catch (InvalidAccountException e) {
            throw new Problem(400, e.getMessage());
        }
    }

    void signIn(Context context) {
        origins.check(context);
        SignIn body = Json.read(context, SignIn.class);
        String name = text(body.name());
        limit(context, bySource, origins.source(context));
        limit(context, byName, name.substring(0, Math.min(name.length(), 64)));
        Optional<Account> account = accounts.verify(name, text(body.password()));
        signedIn(context, account.orElseThrow(() -> new Problem(403, "Name or password is wrong.")));
    }

    private static void limit(Context context, TryLimiter limiter, String key) {
        Duration wait = limiter.take(key);
        if (wait.isPositive()) {
            context.header("Retry-After", Long.toString(wait.toSeconds() + 1));
            throw new Problem(429, "Too many tries. Wait a moment.");
        }
    }

    private void signedIn(Context context, Account account) {
        Sessions.Session session = sessions.open(account);
        String token = session.token().text();
        cookies.setSession(context, token, Duration.between(clock.instant(), session.expiresAt()));
        Json.write(context, 200, new SignedIn(token, session.expiresAt().toString(), account.name()));
    }

    void who(Context context) {
        Json.write(context, 200, new Who(hosts.require(context).name()));
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
