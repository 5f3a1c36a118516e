// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The CPU time of a process by thread, as the kernel's scheduler counts it: `/proc/PID/task/TID/schedstat`,
/// in nanoseconds. `/proc/PID/stat` has the same figure for the whole process in hundredths of a second, too
/// coarse for a window of some seconds at a tenth of a core. What a thread that ended within the window has
/// used is lost.
public final class CpuMeter {
    private static final Pattern NUMBER = Pattern.compile("[-# ]*[0-9]+$");

    private final Path tasks;

    public CpuMeter(long pid) {
        tasks = Path.of("/proc", Long.toString(pid), "task");
    }

    /// What every thread has used until now.
    public Reading read() throws IOException {
        var threads = new HashMap<String, Used>();
        try (var list = Files.newDirectoryStream(tasks)) {
            for (var task : list) {
                try {
                    var name = Files.readString(task.resolve("comm")).strip();
                    var used = Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
                    threads.put(task.getFileName().toString(), new Used(name, Long.parseLong(used)));
                } catch (IOException ignored) {
                    // The thread has ended since the directory was read.
                }
            }
        }
        return new Reading(threads);
    }

    /// @param name as the kernel has it: the first 15 bytes
    record Used(String name, long nanos) {}

    /// What every thread of a process had used at one moment, by thread id.
    public record Reading(Map<String, Used> threads) {
        public Reading {
            threads = Map.copyOf(threads);
        }

        public long nanosSince(Reading before) {
            return nanosSince(before, name -> true);
        }

        /// The time used by the threads with a name that `named` accepts.
        public long nanosSince(Reading before, Predicate<String> named) {
            return threads.entrySet().stream()
                    .filter(thread -> named.test(thread.getValue().name()))
                    .mapToLong(thread -> thread.getValue().nanos() - before.nanosOf(thread.getKey()))
                    .sum();
        }

        /// The time used by all others than those with a name that `named` accepts: by name without its
        /// number.
        public Map<String, Long> othersSince(Reading before, Predicate<String> named) {
            var byName = new HashMap<String, Long>();
            threads.forEach((id, thread) -> {
                if (!named.test(thread.name())) {
                    var name = NUMBER.matcher(thread.name()).replaceFirst("");
                    byName.merge(name, thread.nanos() - before.nanosOf(id), Long::sum);
                }
            });
            return byName;
        }

        private long nanosOf(String id) {
            var thread = threads.get(id);
            return thread == null ? 0 : thread.nanos();
        }
    }
}
