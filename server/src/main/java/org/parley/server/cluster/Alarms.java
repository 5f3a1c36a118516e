// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// When a meeting entity wants to be woken, and what for. One alarm of each sort; a new one replaces the old.
final class Alarms {
    /// How long a meeting that nobody needs stays in memory. Shorter reads the journal more often.
    private static final Duration IDLE_AFTER = Duration.ofMinutes(2);

    private final TimerScheduler<MeetingMessage> timers;
    private final InstantSource clock;

    Alarms(TimerScheduler<MeetingMessage> timers, InstantSource clock) {
        this.timers = timers;
        this.clock = clock;
    }

    void idle() {
        timers.startSingleTimer(MeetingMessage.Idle.IDLE, IDLE_AFTER);
    }

    /// For the graces of the meeting; empty for never.
    void tick(Optional<Instant> when) {
        set(MeetingMessage.Tick.TICK, when);
    }

    /// For the delivery service; [Instant#MAX] for never.
    void encryption(Instant when) {
        set(MeetingMessage.EncryptionTick.TICK, Optional.of(when).filter(Instant.MAX::isAfter));
    }

    private void set(MeetingMessage alarm, Optional<Instant> when) {
        when.ifPresentOrElse(
                at -> timers.startSingleTimer(alarm, atLeastAMoment(Duration.between(clock.instant(), at))),
                () -> timers.cancel(alarm));
    }

    private static Duration atLeastAMoment(Duration delay) {
        return delay.isPositive() ? delay : Duration.ofMillis(1);
    }
}
