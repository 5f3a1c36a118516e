// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.util.Map;
import org.parley.bench.load.Counts;
import org.parley.bench.load.Load;

/// What a forwarder did and used in one stretch of time.
///
/// @param cpuNanos of the whole process
/// @param loopNanos of the threads that move packets; the same as `cpuNanos` for the C floor
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
