// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.util.Optional;
import org.parley.directory.Account;
import org.parley.directory.Sessions;
import org.parley.directory.Token;

/// Who is signed in, by bearer token or by cookie. A cookie counts for a call that changes something only
/// when the request names its origin, and this one.
final class Hosts {
    private static final String BEARER = "Bearer ";

    private final Sessions sessions;
    private final Origins origins;

    Hosts(Sessions sessions, Origins origins) {
        this.sessions = sessions;
        this.origins = origins;
    }

    /// @throws Problem 401 if nobody is signed in
    Account require(Context context) {
        return find(context).orElseThrow(() -> new Problem(401, "Sign in first."));
    }

    /// @throws Problem 401 if nobody is signed in, 403 if it is no operator
    Account requireOperator(Context context) {
        Account account = require(context);
        if (!account.operator()) {
            throw new Problem(403, "This is for operators.");
        }
        return account;
    }

    Optional<Account> find(Context context) {
        return token(context).flatMap(sessions::find);
    }

    Optional<Token> token(Context context) {
        String authorization = context.header("Authorization");
        if (authorization != null) {
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? Optional.of(
                            new Token(authorization.substring(BEARER.length()).strip()))
                    : Optional.empty();
        }
        String cookie = Cookies.session(context);
        if (cookie == null) {
            return Optional.empty();
        }
        boolean changes = switch (context.method().name()) {
            case "GET", "HEAD" -> false;
            default -> true;
        };
        if (changes && context.header("Origin") == null) {
            return Optional.empty();
        }
        origins.check(context);
        return Optional.of(new Token(cookie));
    }
}
