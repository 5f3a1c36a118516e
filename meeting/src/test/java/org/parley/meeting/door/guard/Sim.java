// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Virtual time around a guard: scanners and invited people who come, wait, solve and come back.
final class Sim {
    /// What a slow phone does in JavaScript.
    private static final double PHONE_HASHES_PER_SECOND = 100_000;
    /// Puzzles are made this much easier here than for a phone; times are counted as if they weren't.
    private static final int EASIER = 16_384;

    private static final long TENANT = 7;

    final Instant start = Instant.parse("2026-11-24T08:00:00Z");
    final Random random;
    final Guard guard;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowMillis;
    private long sequence;

    private record Event(long at, long sequence, Runnable runnable) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at == other.at ? Long.compare(sequence, other.sequence) : Long.compare(at, other.at);
        }
    }

    Sim(long seed, Mode mode) {
        this(seed, mode, GuardPolicy.door());
    }

    Sim(long seed, Mode mode, GuardPolicy policy) {
        this.random = new Random(seed);
        this.guard = new Guard(policy.withHashes(1), mode, new byte[32], random, start);
    }

    Instant now() {
        return start.plusMillis(nowMillis);
    }

    void at(Duration when, Runnable what) {
        events.add(new Event(Math.max(nowMillis, when.toMillis()), sequence++, what));
    }

    private void in(long millis, Runnable what) {
        events.add(new Event(nowMillis + millis, sequence++, what));
    }

    void runUntil(Duration end) {
        Event next = events.peek();
        while (next != null && next.at() <= end.toMillis()) {
            events.remove();
            nowMillis = next.at();
            next.runnable().run();
            next = events.peek();
        }
        nowMillis = end.toMillis();
    }

    static String solve(Challenge challenge) {
        byte[] token = Base64.getUrlDecoder().decode(challenge.token());
        long nonce = 0;
        while (!Puzzles.solves(token, nonce, challenge.hashes())) {
            nonce++;
        }
        return challenge.token() + "." + Long.toHexString(nonce);
    }

    /// What the scanners got out of it.
    static final class Loot {
        long tests;
        long hashes;
        long refusals;
        Duration last = Duration.ZERO;
    }

    /// Tries as fast as its pace allows, comes back the second a block ends, never finds anything.
    ///
    /// @param solves whether it does proofs of work
    void scan(Source source, LongSupplier targets, Duration first, Duration pace, boolean solves, Loot loot) {
        at(first, () -> scanOnce(source, targets, pace.toMillis(), solves, loot));
    }

    private void scanOnce(Source source, LongSupplier targets, long pace, boolean solves, Loot loot) {
        long target = targets.getAsLong();
        Answer answer = guard.ask(new Attempt(source, TENANT, target, Way.PASSCODE, null), now());
        if (answer instanceof Answer.Work(Challenge challenge) && solves) {
            loot.hashes += (long) challenge.hashes() * EASIER;
            answer = guard.ask(new Attempt(source, TENANT, target, Way.PASSCODE, solve(challenge)), now());
        }
        long wait = switch (answer) {
            case Answer.GoOn(Duration delay, Charge charge) -> {
                guard.failed(charge, now());
                loot.tests++;
                loot.last = Duration.ofMillis(nowMillis);
                yield Math.max(pace, delay.toMillis());
            }
            case Answer.Work _ -> {
                loot.refusals++;
                yield pace;
            }
            case Answer.Blocked(Duration retryAfter) -> {
                loot.refusals++;
                yield Math.max(pace, retryAfter.toMillis());
            }
        };
        in(wait, () -> scanOnce(source, targets, pace, solves, loot));
    }

    /// How it went for invited people.
    static final class Welcome {
        int came;
        int in;
        int slowed;
        int blocked;
        long lostMillis;
        long mostLostMillis;
    }

    void invite(Source source, long target, Way way, int mistakes, Duration when, Welcome welcome) {
        at(when, () -> {
            welcome.came++;
            new Person(source, target, way, welcome).knock(mistakes, null);
        });
    }

    private final class Person {
        private final Source source;
        private final long target;
        private final Way way;
        private final Welcome welcome;
        private long lost;
        private boolean blocked;

        Person(Source source, long target, Way way, Welcome welcome) {
            this.source = source;
            this.target = target;
            this.way = way;
            this.welcome = welcome;
        }

        void knock(int mistakes, @Nullable String solution) {
            switch (guard.ask(new Attempt(source, TENANT, target, way, solution), now())) {
                case Answer.GoOn(Duration delay, Charge charge) -> {
                    lost += delay.toMillis();
                    in(delay.toMillis() + 5, () -> tried(mistakes, charge));
                }
                case Answer.Work(Challenge challenge) -> {
                    long millis = Math.round(challenge.hashes() * EASIER / PHONE_HASHES_PER_SECOND * 1_000);
                    lost += millis;
                    in(millis, () -> knock(mistakes, solve(challenge)));
                }
                case Answer.Blocked(Duration retryAfter) -> {
                    lost += retryAfter.toMillis();
                    blocked = true;
                    in(retryAfter.toMillis(), () -> knock(mistakes, null));
                }
            }
        }

        private void tried(int mistakes, Charge charge) {
            if (mistakes > 0) {
                guard.failed(charge, now());
                in(8_000, () -> knock(mistakes - 1, null));
                return;
            }
            guard.passed(charge, now());
            welcome.in++;
            welcome.slowed += lost > 0 ? 1 : 0;
            welcome.blocked += blocked ? 1 : 0;
            welcome.lostMillis += lost;
            welcome.mostLostMillis = Math.max(welcome.mostLostMillis, lost);
        }
    }

    /// None for most people, one or two for one in twenty.
    int mistakes() {
        return random.nextInt(20) == 0 ? 1 + random.nextInt(2) : 0;
    }

    Source ipv4() {
        return new Source((1L + random.nextInt(220)) << 24 | random.nextInt(1 << 24));
    }

    static Source ipv6(long bits) {
        return new Source(bits);
    }
}
