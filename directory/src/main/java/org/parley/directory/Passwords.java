// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106) with OWASP's parameters, in the usual `$argon2id$…` text form. Each hash takes 19 MiB
/// and tens of milliseconds, so only a few are made at one time; more callers wait.
final class Passwords {
    /// OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
    private static final int MEMORY_KIB = 19_456;

    private static final int ITERATIONS = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /// Each takes 19 MiB and a core. More would let sign-in attempts take the machine from the media.
    private static final int AT_ONCE = 2;

    static final int MIN_LENGTH = 8;
    static final int MAX_LENGTH = 256;

    private final RandomGenerator random;
    private final Semaphore slots = new Semaphore(AT_ONCE, true);
    private final String decoy;

    Passwords(RandomGenerator random) {
        this.random = random;
        byte[] nothing = new byte[HASH_BYTES];
        random.nextBytes(nothing);
        this.decoy = encoded(new byte[SALT_BYTES], nothing);
    }

    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return encoded(salt, argon2(password, salt, MEMORY_KIB, ITERATIONS, LANES));
    }

    /// A hash that no password has: checking against it costs the same.
    String decoy() {
        return decoy;
    }

    boolean verify(String password, String encoded) {
        String[] parts = encoded.split("\\$", -1);
        if (parts.length != 6 || !parts[1].equals("argon2id") || !parts[2].equals("v=19")) {
            throw new IllegalStateException("a password in the database is not hashed with Argon2id");
        }
        int memory = 0;
        int iterations = 0;
        int lanes = 0;
        for (String parameter : parts[3].split(",", -1)) {
            int value = Integer.parseInt(parameter.substring(2));
            switch (parameter.substring(0, 2)) {
                case "m=" -> memory = value;
                case "t=" -> iterations = value;
                case "p=" -> lanes = value;
                default -> throw new IllegalStateException("unknown Argon2id parameter in the database");
            }
        }
        byte[] salt = Base64.getDecoder().decode(parts[4]);
        byte[] expected = Base64.getDecoder().decode(parts[5]);
        return MessageDigest.isEqual(expected, argon2(password, salt, memory, iterations, lanes));
    }

    private byte[] argon2(String password, byte[] salt, int memory, int iterations, int lanes) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(iterations)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        slots.acquireUninterruptibly();
        try {
            generator.generateBytes(password.getBytes(UTF_8), hash);
        } finally {
            slots.release();
        }
        return hash;
    }

    private static String encoded(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + ITERATIONS + ",p=" + LANES + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }
}
