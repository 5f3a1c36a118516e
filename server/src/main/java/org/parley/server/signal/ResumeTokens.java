// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.parley.meeting.door.Digest;
import org.parley.meeting.door.KeyedHash;

/// Tokens that bring a participant back: they name the meeting, carry 128 random bits, and are sealed with
/// the installation's key, so that an invented one wakes no meeting. The meeting keeps only a hash. May be
/// called from any thread.
public final class ResumeTokens {
    /// @param meeting the meeting's id
    /// @param digest what the meeting keeps
    public record Resume(String text, String meeting, Digest digest) {
        @Override
        public String toString() {
            return "Resume[…]";
        }
    }

    private static final int RANDOM_BYTES = 16;
    private static final int BODY_BYTES = 16 + RANDOM_BYTES;
    private static final int SEAL_CHARS = 32;

    private final KeyedHash hash;
    private final RandomGenerator random;

    /// @param random cryptographically strong
    public ResumeTokens(KeyedHash hash, RandomGenerator random) {
        this.hash = hash;
        this.random = random;
    }

    public Resume draw(String meeting) {
        UUID id = UUID.fromString(meeting);
        byte[] unique = new byte[RANDOM_BYTES];
        random.nextBytes(unique);
        byte[] body = ByteBuffer.allocate(BODY_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(unique)
                .array();
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(body);
        String token = text + "." + seal(text);
        return new Resume(token, meeting, digest(token));
    }

    /// Empty if the token is not one of this installation's.
    public Optional<Resume> read(String token) {
        int dot = token.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String text = token.substring(0, dot);
        String seal = token.substring(dot + 1);
        // compared as hashes: in constant time
        if (!hash.of("compare", seal).equals(hash.of("compare", seal(text)))) {
            return Optional.empty();
        }
        ByteBuffer body = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        String meeting = new UUID(body.getLong(), body.getLong()).toString();
        return Optional.of(new Resume(token, meeting, digest(token)));
    }

    private String seal(String text) {
        return hash.of("resume-seal", text).hex().substring(0, SEAL_CHARS);
    }

    private Digest digest(String token) {
        return hash.of("resume", token);
    }
}
