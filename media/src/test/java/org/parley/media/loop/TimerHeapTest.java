// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
    private static final class Recorder extends TimerHeap.Timer {
        private long at = TimerHeap.NEVER;

        @Override
        void onTimer(long nowNanos) {
            at = TimerHeap.NEVER;
        }
    }

    @Test
    void timers_come_in_order_however_they_were_changed() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TimerHeap heap = new TimerHeap();
        List<Recorder> timers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            timers.add(new Recorder());
        }
        for (int round = 0; round < 2_000; round++) {
            for (int i = 0; i < 20; i++) {
                Recorder timer = timers.get(random.nextInt(timers.size()));
                timer.at = random.nextInt(5) == 0 ? TimerHeap.NEVER : random.nextInt(1_000);
                heap.set(timer, timer.at);
            }
            long earliest = timers.stream().mapToLong(t -> t.at).min().orElseThrow();
            assertThat(heap.next()).as("seed %d", seed).isEqualTo(earliest);
            long now = random.nextInt(1_000);
            long due = timers.stream().filter(t -> t.at <= now).count();
            int fired = 0;
            for (TimerHeap.Timer timer = heap.poll(now); timer != null; timer = heap.poll(now)) {
                timer.onTimer(now);
                fired++;
            }
            assertThat(fired).as("seed %d", seed).isEqualTo((int) due);
        }
    }
}
