// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Well-formed JSON texts with seeded faults: tokens of any of them dropped, doubled, swapped for others and
/// for what is awkward. The short run in `mvn verify`; the long ones are guided by coverage (`./parley fuzz`).
public final class Noise {
    /// What is to survive every input.
    @FunctionalInterface
    public interface Target {
        void run(byte[] input) throws Exception;
    }

    private static final Pattern TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[-+.0-9eE]+|\\w+|\\s+|.", Pattern.DOTALL);
    private static final List<String> AWKWARD = List.of(
            "null",
            "-1",
            "1e999",
            "0.5",
            "99999999999999999999999999999999",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "[[[[[[[[[",
            "true",
            "\u0000",
            "\ufeff",
            "\"",
            "\\",
            "/*",
            "NaN",
            "\"type\"",
            "\"" + "x".repeat(300) + "\"");

    private Noise() {}

    public static void run(List<byte[]> corpus, int times, Target target) {
        long seed = Long.getLong("parley.fuzz.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<List<String>> texts = corpus.stream().map(Noise::tokens).toList();
        for (int i = 0; i < times; i++) {
            byte[] input = mutate(texts, random);
            try {
                target.run(input);
            } catch (Throwable e) {
                throw new AssertionError(
                        "input %d of -Dparley.fuzz.seed=%d: %s".formatted(i, seed, new String(input, UTF_8)), e);
            }
        }
    }

    private static List<String> tokens(byte[] text) {
        return TOKEN.matcher(new String(text, UTF_8))
                .results()
                .map(found -> found.group())
                .toList();
    }

    private static byte[] mutate(List<List<String>> texts, Random random) {
        List<String> tokens = new ArrayList<>(one(texts, random));
        for (int changes = random.nextInt(5); changes > 0 && !tokens.isEmpty(); changes--) {
            int at = random.nextInt(tokens.size());
            switch (random.nextInt(6)) {
                case 0 -> tokens.remove(at);
                case 1 -> tokens.add(at, one(tokens, random));
                case 2 -> tokens.set(at, one(one(texts, random), random));
                case 3 -> tokens.set(at, one(AWKWARD, random));
                case 4 -> tokens.add(at, one(AWKWARD, random));
                default -> tokens = new ArrayList<>(tokens.subList(0, at));
            }
        }
        byte[] bytes = String.join("", tokens).getBytes(UTF_8);
        if (bytes.length > 0 && random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static <T> T one(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
