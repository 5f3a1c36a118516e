// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Local accounts: a name and a password. Signing in says nothing about which of the two was wrong, and takes
/// the same work when there is no such name.
public final class Accounts {
    private record Credentials(Account account, String password) {}

    private final Jdbi jdbi;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Passwords passwords;

    /// @param random cryptographically strong
    public Accounts(Database database, InstantSource clock, RandomGenerator random) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.random = random;
        this.passwords = new Passwords(random);
    }

    /// What is one name for all ways to type it; for what is no name, the beginning of it.
    public static String key(String typed) {
        return AccountName.parse(typed)
                .map(AccountName::key)
                .orElseGet(() -> typed.substring(0, Math.min(typed.length(), AccountName.MAX)));
    }

    public boolean isEmpty() {
        return jdbi.withHandle(Accounts::count) == 0;
    }

    private static int count(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM account")
                .mapTo(Integer.class)
                .one();
    }

    /// @throws InvalidAccountException if name or password cannot be
    public Account create(String name, String password) {
        var prepared = prepare(name, password);
        return jdbi.inTransaction(handle -> insert(handle, prepared, false));
    }

    public Optional<Account> verify(String name, String password) {
        String key = AccountName.parse(name).map(AccountName::key).orElse("");
        Optional<Credentials> found = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id, name, operator, password FROM account WHERE name_key = ?")
                .bind(0, key)
                .map((row, _) -> new Credentials(
                        new Account(row.getString("id"), row.getString("name"), row.getBoolean("operator")),
                        row.getString("password")))
                .findOne());
        String shown = password.length() > Passwords.MAX_LENGTH ? "" : password;
        boolean right = passwords.verify(shown, found.map(Credentials::password).orElse(passwords.decoy()));
        return right ? found.map(Credentials::account) : Optional.empty();
    }

    /// Draws the one-time token with which the first account is made; tokens drawn before are void. Empty if
    /// there is an account.
    public Optional<Token> drawSetupToken() {
        Token token = Token.draw(random);
        boolean drawn = jdbi.inTransaction(handle -> {
            handle.execute("DELETE FROM setup_token");
            if (count(handle) > 0) {
                return false;
            }
            handle.execute(
                    "INSERT INTO setup_token (token_hash, created_at) VALUES (?, ?)",
                    token.hash(),
                    clock.instant().toEpochMilli());
            return true;
        });
        return drawn ? Optional.of(token) : Optional.empty();
    }

    /// Makes the first account, an operator's; empty if the token is not, or no longer, good.
    ///
    /// @throws InvalidAccountException if name or password cannot be; the token stays good
    public Optional<Account> redeemSetupToken(Token token, String name, String password) {
        boolean known =
                jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM setup_token WHERE token_hash = ?")
                                .bind(0, token.hash())
                                .mapTo(Integer.class)
                                .one()
                        > 0);
        if (!known) {
            return Optional.empty();
        }
        var prepared = prepare(name, password);
        return jdbi.inTransaction(handle -> {
            int used = handle.execute("DELETE FROM setup_token WHERE token_hash = ?", token.hash());
            return used == 1 ? Optional.of(insert(handle, prepared, true)) : Optional.empty();
        });
    }

    /// Makes an account an operator's, or an ordinary one again; false if there is none of that name.
    public boolean setOperator(String name, boolean operator) {
        String key = AccountName.parse(name).map(AccountName::key).orElse("");
        return jdbi.withHandle(
                        handle -> handle.execute("UPDATE account SET operator = ? WHERE name_key = ?", operator, key))
                == 1;
    }

    private record Prepared(AccountName name, String passwordHash) {}

    private Prepared prepare(String name, String password) {
        AccountName parsed = AccountName.parse(name)
                .orElseThrow(() -> new InvalidAccountException("The name has 1 to 64 characters."));
        if (password.length() < Passwords.MIN_LENGTH || password.length() > Passwords.MAX_LENGTH) {
            throw new InvalidAccountException("The password has 8 to 256 characters.");
        }
        return new Prepared(parsed, passwords.hash(password));
    }

    private Account insert(Handle handle, Prepared prepared, boolean operator) {
        var account = new Account(UUID.randomUUID().toString(), prepared.name().shown(), operator);
        handle.execute(
                "INSERT INTO account (id, name, name_key, password, created_at, operator) VALUES (?, ?, ?, ?, ?, ?)",
                account.id(),
                account.name(),
                prepared.name().key(),
                prepared.passwordHash(),
                clock.instant().toEpochMilli(),
                operator);
        return account;
    }
}
