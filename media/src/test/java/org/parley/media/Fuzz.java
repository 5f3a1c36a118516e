// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// A small fuzzer for `mvn verify`: takes well-formed inputs, breaks them, and says the seed of what failed.
/// The long runs, guided by coverage, are the `@FuzzTest` methods beside it: `./parley fuzz`.
public final class Fuzz {
    private static final int[] INTERESTING = {0, 1, 0x7f, 0x80, 0xff, 0xbe, 0xde, 0x10, 0x20, 0x90};

    private Fuzz() {}

    /// What is to survive every input.
    public interface Target {
        void run(byte[] input) throws Exception;
    }

    /// @param cost how slow the target is: it gets so much fewer inputs
    public static void run(List<byte[]> corpus, int cost, Target target) {
        int iterations = Integer.getInteger("parley.fuzz.iterations", 100_000) / cost;
        long seed = Long.getLong("parley.fuzz.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int i = 0; i < iterations; i++) {
            byte[] input = mutate(corpus.get(random.nextInt(corpus.size())), random);
            try {
                target.run(input);
            } catch (Throwable e) {
                throw new AssertionError("input %d of -Dparley.fuzz.seed=%d: %s".formatted(i, seed, hex(input)), e);
            }
        }
    }

    private static String hex(byte[] input) {
        return HexFormat.of().formatHex(input, 0, Math.min(input.length, 400));
    }

    private static byte[] mutate(byte[] seed, RandomGenerator random) {
        byte[] bytes = seed.clone();
        int changes = random.nextInt(6);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes = change(bytes, random);
        }
        return bytes;
    }

    private static byte[] change(byte[] bytes, RandomGenerator random) {
        // the beginning, where the headers are, more often
        int limit = random.nextBoolean() ? Math.min(bytes.length, 48) : bytes.length;
        int at = random.nextInt(limit);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                byte[] longer = new byte[bytes.length + 1 + random.nextInt(8)];
                System.arraycopy(bytes, 0, longer, 0, at);
                for (int i = at; i < at + longer.length - bytes.length; i++) {
                    longer[i] = (byte) random.nextInt(256);
                }
                System.arraycopy(bytes, at, longer, at + longer.length - bytes.length, bytes.length - at);
                return longer;
            }
            default -> {
                int other = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, other));
                System.arraycopy(bytes.clone(), other, bytes, at, length);
            }
        }
        return bytes;
    }
}
