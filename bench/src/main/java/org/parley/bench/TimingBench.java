// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.parley.bench.Bench.Settings;
import org.parley.bench.load.Api;
import org.parley.bench.load.EncryptedMember;
import org.parley.bench.load.KeepAlive;
import org.parley.bench.load.ServerLoad;
import org.parley.bench.process.Server;
import org.parley.bench.timing.Comparison;
import org.parley.bench.timing.Samples;

/// Whether a stopwatch at the door of a real server tells a meeting that exists from one that does not. Each
/// kind of request is made as often as each other, in random order, over one connection; the guard only
/// observes, for what it does about a flood would hide what is looked for.
final class TimingBench {
    private static final int REQUESTS = 20_000;
    private static final int QUICK_REQUESTS = 5_000;

    /// Numbers of each kind that take turns, as many of each: where a number lies in the index, and how lately it
    /// was asked for, is worth a fraction of a microsecond. With few of them it is their places that are compared,
    /// and not the kinds.
    private static final int NUMBERS = 120;

    private static final int WARM_UP = 6_000;

    /// What the measurement must find to be believed.
    private static final long PLANTED_NANOS = 2_000;

    private static final String WRONG_PASSCODE = "\"passcode\":\"abcdef\"";
    private static final String WRONG_KEY = "\"key\":\"%s\"".formatted("A".repeat(43));

    private final Settings settings;
    private final Random random = new Random();

    /// A kind of request.
    private static final class Kind {
        final String name;
        final List<byte[]> requests;
        final boolean planted;
        /// Whether who tries has been given the secret: then a difference tells nothing to a stranger, and is only
        /// shown.
        final boolean given;
        final Samples samples = new Samples();

        Kind(String name, List<byte[]> requests, boolean planted, boolean given) {
            this.name = name;
            this.requests = requests;
            this.planted = planted;
            this.given = given;
        }
    }

    TimingBench(Settings settings) {
        this.settings = settings;
    }

    /// @return whether nothing differs, and what was planted was found
    boolean run() throws IOException, InterruptedException {
        try (var http = ServerLoad.httpClient();
                var server = new Server(
                        settings.root(),
                        settings.target().resolve("server.log"),
                        List.of(),
                        Map.of("PARLEY_DOOR_GUARD_MODE", "observe"))) {
            return run(new Api(http, server.url(), server.setupToken()), server.url());
        }
    }

    private boolean run(Api api, URI url) throws IOException, InterruptedException {
        var people = new ArrayList<EncryptedMember>();
        try {
            var running = new ArrayList<String>();
            var ended = new ArrayList<String>();
            var idle = new ArrayList<String>();
            var locked = new ArrayList<String>();
            var bound = new ArrayList<String>();
            var taken = new LinkedHashMap<String, String>();
            for (int i = 0; i < NUMBERS; i++) {
                var meeting = api.newMeeting();
                people.add(new EncryptedMember(api, meeting, true, "host"));
                people.getLast().inside().join();
                running.add(meeting.number());
                var shut = api.newMeeting();
                people.add(new EncryptedMember(api, shut, true, "host"));
                people.getLast().inside().join();
                people.getLast().lock();
                locked.add(shut.number());
                idle.add(api.newMeeting().number());
                var personal = api.newMeeting();
                taken.put(personal.number(), "\"key\":\"%s\"".formatted(api.usedRegistration(personal)));
                var over = api.newMeeting();
                api.delete(over);
                ended.add(over.number());
                bound.add(api.newLinkBoundNumber("B".repeat(43)));
            }
            var byPasscode = List.of(
                    kind(url, "there is no such meeting", drawn(""), WRONG_PASSCODE),
                    kind(url, "there is none, other numbers", drawn(""), WRONG_PASSCODE),
                    kind(url, "no number at all", drawn("0"), WRONG_PASSCODE),
                    kind(url, "it has ended", ended, WRONG_PASSCODE),
                    kind(url, "it is not started", idle, WRONG_PASSCODE),
                    kind(url, "it runs", running, WRONG_PASSCODE),
                    kind(url, "it is locked", locked, WRONG_PASSCODE),
                    kind(url, "it opens by link alone", bound, WRONG_PASSCODE),
                    planted(kind(url, "there is none, and 2 µs", drawn(""), WRONG_PASSCODE)));
            var byLink = List.of(
                    kind(url, "there is no such meeting, link", drawn(""), WRONG_KEY),
                    kind(url, "no number at all, link", drawn("0"), WRONG_KEY),
                    kind(url, "it is not started, link", idle, WRONG_KEY),
                    kind(url, "it runs, link", running, WRONG_KEY),
                    kind(url, "it is locked, link", locked, WRONG_KEY),
                    kind(url, "it opens by link alone, link", bound, WRONG_KEY),
                    given(kind(
                            url,
                            "the link is another browser’s",
                            List.copyOf(taken.keySet()),
                            number -> Objects.requireNonNull(taken.get(number)))));
            var all = new ArrayList<Kind>(byPasscode);
            all.addAll(byLink);
            try (var connection = new KeepAlive(url)) {
                measure(connection, all, WARM_UP / all.size(), false);
                measure(connection, all, settings.quick() ? QUICK_REQUESTS : REQUESTS, true);
            }
            System.out.printf("## The door against a stopwatch: what a wrong try takes%n%n");
            System.out.printf(
                    "%d requests in random order, one connection; t: Welch's, of the crop where it is largest.%n%n",
                    all.stream().mapToInt(each -> each.samples.size()).sum());
            System.out.println("| a try where | 10 % | median µs | t | at crop | distance | p | |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            boolean fine = judge(byPasscode);
            fine &= judge(byLink);
            System.out.println();
            return fine;
        } finally {
            people.forEach(EncryptedMember::close);
        }
    }

    /// Numbers that no meeting has, most likely.
    private List<String> drawn(String begin) {
        var numbers = new ArrayList<String>();
        for (int i = 0; i < NUMBERS; i++) {
            String digits = Long.toString(random.nextLong(10_000_000_000L, 100_000_000_000L));
            numbers.add(begin + digits.substring(begin.length()));
        }
        return numbers;
    }

    private static Kind kind(URI url, String name, List<String> numbers, String proof) {
        return kind(url, name, numbers, _ -> proof);
    }

    /// @param proof by number
    private static Kind kind(URI url, String name, List<String> numbers, UnaryOperator<String> proof) {
        var requests = numbers.stream()
                .map(number -> KeepAlive.post(
                        url,
                        "/api/v1/door",
                        "",
                        "{\"number\":\"%s\",%s,\"name\":\"Ada\"}".formatted(number, proof.apply(number))))
                .toList();
        return new Kind(name, requests, false, false);
    }

    private static Kind given(Kind kind) {
        return new Kind(kind.name, kind.requests, false, true);
    }

    private static Kind planted(Kind kind) {
        return new Kind(kind.name, kind.requests, true, false);
    }

    private void measure(KeepAlive connection, List<Kind> kinds, int each, boolean kept) throws IOException {
        var order = new ArrayList<>(kinds);
        byte[] first = connection.exchange(kinds.getFirst().requests.getFirst());
        if (KeepAlive.status(first) != 403) {
            throw new IOException("the door says " + new String(first, ISO_8859_1));
        }
        for (int i = 0; i < each; i++) {
            Collections.shuffle(order, random);
            for (var kind : order) {
                byte[] request = kind.requests.get(random.nextInt(kind.requests.size()));
                long began = System.nanoTime();
                byte[] answer = connection.exchange(request);
                if (kind.planted) {
                    long until = System.nanoTime() + PLANTED_NANOS;
                    while (System.nanoTime() < until) {
                        Thread.onSpinWait();
                    }
                }
                long taken = System.nanoTime() - began;
                if (!Arrays.equals(first, answer)) {
                    throw new IOException(kind.name + ": another answer: " + new String(answer, ISO_8859_1));
                }
                if (kept) {
                    kind.samples.add(taken);
                }
            }
        }
    }

    /// Holds each kind against the first.
    private static boolean judge(List<Kind> kinds) {
        var first = kinds.getFirst();
        boolean fine = true;
        for (var kind : kinds) {
            var found = kind == first ? null : Comparison.of(first.samples, kind.samples);
            boolean asItShould = found == null || found.differs() == kind.planted || kind.given;
            fine &= asItShould;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %s | %s |%n",
                    kind.name,
                    kind.samples.quantile(0.1) / 1e3,
                    kind.samples.quantile(0.5) / 1e3,
                    found == null
                            ? "– | – | – | –"
                            : String.format(
                                    Locale.ROOT,
                                    "%.1f | %.3f | %.4f | %.1g",
                                    found.t(),
                                    found.crop(),
                                    found.distance(),
                                    found.p()),
                    verdict(kind, asItShould));
        }
        return fine;
    }

    private static String verdict(Kind kind, boolean asItShould) {
        if (kind.planted) {
            return asItShould ? "found, as it must be" : "**not found**";
        }
        if (kind.given) {
            return "seen by who has the link";
        }
        return asItShould ? "" : "**differs**";
    }
}
