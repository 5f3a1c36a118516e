// SPDX-License-Identifier: Apache-2.0
package org.parley.media.turn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Names and passwords for the relay that say themselves how long they are good, so that none is kept: the
/// password is a MAC of the name, the name begins with the second at which it ends. Immutable.
public final class TurnCredentials {
    static final String REALM = "parley";

    /// As long as a meeting may last without a new connection of its signalling, and more.
    private static final Duration LIFE = Duration.ofHours(24);

    private static final Pattern NAME = Pattern.compile("(\\d{1,12}):[A-Za-z0-9_-]{1,64}");

    private final byte[] secret;

    /// What a client needs beside the relay's address.
    public record Pass(String username, String password) {
        @Override
        public String toString() {
            return "Pass[]";
        }
    }

    /// @param secret of the server, at least 16 bytes
    public TurnCredentials(byte[] secret) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("a secret of " + secret.length + " bytes can be guessed");
        }
        this.secret = secret.clone();
    }

    /// @param holder up to 64 letters, digits, `-` or `_`; nobody's name
    public Pass issue(String holder, Instant now) {
        String username = now.plus(LIFE).getEpochSecond() + ":" + holder;
        if (!NAME.matcher(username).matches()) {
            throw new IllegalArgumentException("no name for a relay's user");
        }
        return new Pass(username, password(username));
    }

    /// The key for long-term credentials (RFC 8489 §9.2.2), if this name was issued and has not ended.
    Optional<byte[]> key(String username, Instant now) {
        var name = NAME.matcher(username);
        if (!name.matches() || Long.parseLong(name.group(1)) < now.getEpochSecond()) {
            return Optional.empty();
        }
        try {
            // MD5 is what the RFC has; what is secret in it is the password, of 256 bits.
            return Optional.of(MessageDigest.getInstance("MD5")
                    .digest((username + ":" + REALM + ":" + password(username)).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no MD5", e);
        }
    }

    private String password(String username) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update("relay ".getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(username.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC-SHA256", e);
        }
    }
}
