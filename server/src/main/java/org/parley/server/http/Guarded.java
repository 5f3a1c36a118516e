// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.guard.Answer;
import org.parley.meeting.door.guard.Way;
import org.parley.server.DoorGuard;

/// A try at something that can be guessed, made only if its guard lets it through, and always reported to the
/// guard: what fails in any way has failed.
final class Guarded {
    /// What is tried.
    @FunctionalInterface
    interface Try {
        /// @return whether it succeeded; a [Problem] is a failure, too
        boolean make();
    }

    private final DoorGuard guard;
    private final Origins origins;

    Guarded(DoorGuard guard, Origins origins) {
        this.guard = guard;
        this.origins = origins;
    }

    /// @param typed what is guessed at: a number or a name, whether there is one or not
    void run(Context context, String typed, Way way, @Nullable String solution, Try attempt) {
        switch (guard.ask(origins.address(context), origins.host(context), typed, way, solution)) {
            case Answer.Blocked blocked -> {
                context.header("Retry-After", Long.toString(blocked.retryAfter().toSeconds()));
                Problem.write(context, 429, "Too many tries. Wait a moment.");
            }
            case Answer.Work work ->
                Problem.write(
                        context,
                        429,
                        "Too many tries. Solve the challenge and try again.",
                        Map.of("challenge", work.challenge()));
            case Answer.GoOn goOn -> {
                boolean succeeded = false;
                try {
                    await(goOn.delay());
                    succeeded = attempt.make();
                } finally {
                    guard.report(goOn.charge(), succeeded);
                }
            }
        }
    }

    /// Requests run on virtual threads: one that sleeps holds nothing but its connection.
    private static void await(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Problem(503, null);
        }
    }
}
