// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Jdbi;

/// Who is signed in: bearer tokens, of which only hashes are kept, each good until it expires or is signed
/// out.
public final class Sessions {
    /// A fresh session, with its token in the clear: told once.
    public record Session(Token token, Instant expiresAt) {}

    private final Jdbi jdbi;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Duration lifetime;

    /// @param random cryptographically strong
    public Sessions(Database database, InstantSource clock, RandomGenerator random, Duration lifetime) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.random = random;
        this.lifetime = lifetime;
    }

    /// Signs an account in, and forgets sessions that have expired.
    public Session open(Account account) {
        Token token = Token.draw(random);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(lifetime);
        jdbi.useTransaction(handle -> {
            handle.execute("DELETE FROM session WHERE expires_at <= ?", now.toEpochMilli());
            handle.execute(
                    "INSERT INTO session (token_hash, account, expires_at) VALUES (?, ?, ?)",
                    token.hash(),
                    account.id(),
                    expiresAt.toEpochMilli());
        });
        return new Session(token, expiresAt);
    }

    public Optional<Account> find(Token token) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT a.id AS id, a.name AS name, a.operator AS operator FROM session s"
                                + " JOIN account a ON a.id = s.account WHERE s.token_hash = ? AND s.expires_at > ?")
                .bind(0, token.hash())
                .bind(1, clock.instant().toEpochMilli())
                .map((row, _) -> new Account(row.getString("id"), row.getString("name"), row.getBoolean("operator")))
                .findOne());
    }

    public void close(Token token) {
        jdbi.useHandle(handle -> handle.execute("DELETE FROM session WHERE token_hash = ?", token.hash()));
    }
}
