// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// The C floor (`src/main/c/floor.c`) as a process of its own. Not safe for use by several threads.
public final class Floor implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;
    private final int port;

    public Floor(Path binary, boolean gso) throws IOException {
        process = new ProcessBuilder(binary.toString(), "--gso", gso ? "on" : "off")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader();
        orders = process.outputWriter();
        port = (int) numbers(answer()).getOrDefault("port", 0L).longValue();
    }

    public long pid() {
        return process.pid();
    }

    /// The UDP port on 127.0.0.1 where it receives.
    public int port() {
        return port;
    }

    /// @param receiveKey master key and salt (28 bytes) of what the client sends
    /// @param sendKey master key and salt of what it receives
    public void client(int id, int clientPort, byte[] receiveKey, byte[] sendKey) throws IOException {
        var hex = HexFormat.of();
        order("client %d %d %s %s".formatted(id, clientPort, hex.formatHex(receiveKey), hex.formatHex(sendKey)));
    }

    public void route(int from, int ssrc, int payloadType, int to, int newSsrc, int newPayloadType) throws IOException {
        order("route %d %s %d %d %s %d"
                .formatted(
                        from,
                        Integer.toUnsignedString(ssrc),
                        payloadType,
                        to,
                        Integer.toUnsignedString(newSsrc),
                        newPayloadType));
    }

    public void start() throws IOException {
        order("start");
        answer();
    }

    /// What was done since [#start()].
    public Report report() throws IOException {
        order("report");
        var counts = numbers(answer());
        return new Report(
                counts.getOrDefault("in", 0L),
                counts.getOrDefault("out", 0L),
                counts.getOrDefault("messages", 0L),
                counts.getOrDefault("rejected", 0L),
                1_000 * (counts.getOrDefault("user-us", 0L) + counts.getOrDefault("system-us", 0L)));
    }

    /// @param messages given to the kernel: fewer than `out` by what GSO puts together
    /// @param cpuNanos by `getrusage`
    public record Report(long in, long out, long messages, long rejected, long cpuNanos) {}

    private void order(String line) throws IOException {
        orders.write(line);
        orders.newLine();
        orders.flush();
    }

    private String answer() throws IOException {
        var line = answers.readLine();
        if (line == null) {
            throw new IOException("the C floor has ended");
        }
        return line;
    }

    private static Map<String, Long> numbers(String line) {
        var counts = new HashMap<String, Long>();
        var words = line.split(" ", -1);
        for (int i = 0; i + 1 < words.length; i += 2) {
            counts.put(words[i], Long.parseLong(words[i + 1]));
        }
        return counts;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
