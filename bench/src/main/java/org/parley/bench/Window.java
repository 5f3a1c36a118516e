// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.bench.Bench.Settings;
import org.parley.bench.load.Counts;
import org.parley.bench.load.Load;
import org.parley.bench.process.CpuMeter;
import org.parley.bench.process.Server;

/// What a forwarder did and used in one stretch of time.
///
/// @param cpuNanos of the whole process
/// @param loopNanos of the threads that move packets; the same as `cpuNanos` for all but Parley
/// @param others of the process's other threads, by name
/// @param allocated bytes allocated by those threads; NaN if the forwarder does not tell
record Window(
        double seconds,
        long cpuNanos,
        long loopNanos,
        Map<String, Long> others,
        double allocated,
        Counts counts,
        Load.Delay delay) {
    /// Load comes to rest in this time after it was switched on; it is not measured.
    private static final Duration SETTLE = Duration.ofSeconds(1);

    /// Linux keeps 15 bytes of a thread's name: this is how those of the media loops start.
    private static final String LOOP_THREADS = "media-";

    /// Lets the load run for a while.
    ///
    /// @param pid of the forwarder's process
    /// @param server to be asked what it allocates; null if the forwarder does not tell
    static Window measure(Settings settings, Load load, long pid, @Nullable Server server)
            throws IOException, InterruptedException {
        var meter = new CpuMeter(pid);
        load.run(true);
        Thread.sleep(SETTLE);
        double allocatedBefore = allocated(server);
        load.delay();
        var countsBefore = load.counts();
        var cpuBefore = meter.read();
        long began = System.nanoTime();
        Thread.sleep(settings.window());
        var cpuAfter = meter.read();
        var countsAfter = load.counts();
        double seconds = (System.nanoTime() - began) / 1e9;
        double allocatedAfter = allocated(server);
        var delay = load.delay();
        load.run(false);
        long cpu = cpuAfter.nanosSince(cpuBefore);
        long loops = server == null ? cpu : cpuAfter.nanosSince(cpuBefore, name -> name.startsWith(LOOP_THREADS));
        var others = cpuAfter.othersSince(cpuBefore, name -> name.startsWith(LOOP_THREADS));
        return new Window(
                seconds, cpu, loops, others, allocatedAfter - allocatedBefore, countsAfter.minus(countsBefore), delay);
    }

    static double allocated(@Nullable Server server) throws IOException, InterruptedException {
        double bytes = server == null ? -1 : server.metric("parley_media_loop_allocated_bytes_total");
        return bytes < 0 ? Double.NaN : bytes;
    }

    /// CPU time of the process for each packet that arrived at a receiver.
    double micros() {
        return cpuNanos / 1e3 / counts.received();
    }

    double loopMicros() {
        return loopNanos / 1e3 / counts.received();
    }

    double othersMillisPerSecond(String name) {
        return others.getOrDefault(name, 0L) / 1e6 / seconds;
    }

    double packetsPerSecond() {
        return counts.received() / seconds;
    }
}
