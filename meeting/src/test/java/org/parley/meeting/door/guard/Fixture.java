// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A guard with small tables and easy puzzles, and a clock to turn.
final class Fixture {
    static final GuardPolicy SMALL = GuardPolicy.door().withSourceBits(12).withHashes(2);
    static final Source HOME = new Source(0xc000_0201L);

    final Guard guard;
    Instant now = Instant.parse("2026-11-24T08:00:00Z");

    Fixture() {
        this(Mode.ENFORCE, 1);
    }

    Fixture(Mode mode, long seed) {
        this(SMALL, mode, seed);
    }

    Fixture(GuardPolicy policy, Mode mode, long seed) {
        guard = new Guard(policy, mode, new byte[32], new Random(seed), now);
    }

    Answer ask(Source source, long target) {
        return ask(source, target, Way.PASSCODE, null);
    }

    Answer ask(Source source, long target, Way way, @Nullable String solution) {
        return guard.ask(new Attempt(source, 7, target, way, solution), now);
    }

    /// Asks, and solves what is asked for.
    Answer askAndSolve(Source source, long target, Way way) {
        Answer answer = ask(source, target, way, null);
        return answer instanceof Answer.Work(Challenge challenge)
                ? ask(source, target, way, Sim.solve(challenge))
                : answer;
    }

    /// Fails so many times, as far as it may; returns how often it could.
    int fail(Source source, long target, int times) {
        int failed = 0;
        for (int i = 0; i < times; i++) {
            if (askAndSolve(source, target, Way.PASSCODE) instanceof Answer.GoOn(Duration _, Charge charge)) {
                guard.failed(charge, now);
                failed++;
            }
        }
        return failed;
    }

    boolean succeed(Source source, long target, Way way) {
        if (askAndSolve(source, target, way) instanceof Answer.GoOn(Duration _, Charge charge)) {
            guard.passed(charge, now);
            return true;
        }
        return false;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }
}
