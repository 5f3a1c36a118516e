// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Proofs of work. A challenge carries its own terms under a MAC, bound to the source, so none is remembered;
/// only solutions that were taken are. Checking one costs a SHA-256 of one block, and a MAC if that is right.
final class Puzzles {
    static final int VALID_SECONDS = 120;

    private static final int MAC_BYTES = 16;
    private static final int TOKEN_BYTES = 16 + MAC_BYTES;
    private static final int TOKEN_TEXT = 43;

    /// Clocks of other nodes may be ahead.
    static final int SKEW_SECONDS = 5;

    private final SecretKeySpec key;
    private final RandomGenerator random;
    private final SpentSolutions spent;

    /// @param key of all nodes
    /// @param random cryptographically strong
    Puzzles(byte[] key, RandomGenerator random, int startedAt) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.random = random;
        this.spent = new SpentSolutions(VALID_SECONDS, startedAt);
    }

    Challenge issue(Source source, int hashes, int now) {
        var token = ByteBuffer.allocate(TOKEN_BYTES);
        token.putInt(now).putInt(hashes).putLong(random.nextLong());
        token.put(mac(token.array(), source), 0, MAC_BYTES);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
        return new Challenge(text, hashes, VALID_SECONDS);
    }

    /// Whether this solves a challenge of ours for this source, in time and for the first time.
    boolean redeem(Source source, String solution, int now) {
        int dot = solution.indexOf('.');
        if (dot != TOKEN_TEXT || solution.length() > dot + 17 || solution.length() == dot + 1) {
            return false;
        }
        byte[] token;
        long nonce;
        try {
            token = Base64.getUrlDecoder().decode(solution.substring(0, dot));
            nonce = Long.parseUnsignedLong(solution.substring(dot + 1), 16);
        } catch (IllegalArgumentException _) {
            return false;
        }
        if (token.length != TOKEN_BYTES) {
            return false;
        }
        var fields = ByteBuffer.wrap(token);
        int issuedAt = fields.getInt();
        int hashes = fields.getInt();
        boolean inTime = issuedAt <= now + SKEW_SECONDS && now - issuedAt <= VALID_SECONDS;
        if (!inTime || hashes < 1 || !solves(token, nonce, hashes)) {
            return false;
        }
        byte[] mac = Arrays.copyOf(mac(token, source), MAC_BYTES);
        boolean ours = MessageDigest.isEqual(mac, Arrays.copyOfRange(token, TOKEN_BYTES - MAC_BYTES, TOKEN_BYTES));
        return ours && spent.spend(fields.getLong(16), issuedAt, now);
    }

    /// Whether the nonce is one of the one in `hashes` that will do.
    static boolean solves(byte[] token, long nonce, int hashes) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(token);
            sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(nonce).array());
            long first = ByteBuffer.wrap(sha256.digest()).getLong();
            return hashes == 1 || Long.compareUnsigned(first, Long.divideUnsigned(-1L, hashes)) < 0;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private byte[] mac(byte[] token, Source source) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update("guard-work".getBytes(US_ASCII));
            mac.update(token, 0, 16);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(source.bits()).array());
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
