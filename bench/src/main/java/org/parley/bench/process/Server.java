// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.process;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A real server, started by `./parley serve` on free ports and a data directory that is thrown away. What it
/// prints goes to `server.log` beside that directory.
public final class Server implements AutoCloseable {
    private static final Pattern SETUP = Pattern.compile("(https?://\\S+?)/setup#(\\S+)");

    /// A first start on a loaded machine, which makes the ahead-of-time cache.
    private static final long START_SECONDS = 180;

    private static final long STOP_SECONDS = 10;

    private final Process process;
    private final Path data;
    private final URI metrics;
    private final URI url;
    private final String setupToken;
    private final HttpClient http = HttpClient.newHttpClient();

    /// @param options beyond ports and data directory
    /// @param environment for options that have no argument
    public Server(Path root, Path log, List<String> options, Map<String, String> environment)
            throws IOException, InterruptedException {
        data = Files.createTempDirectory("parley-bench-");
        int admin = freePort();
        metrics = URI.create("http://127.0.0.1:" + admin + "/metrics");
        var command = new ArrayList<>(List.of(root.resolve("parley").toString(), "serve"));
        command.addAll(List.of("--http-port", Integer.toString(freePort())));
        command.addAll(List.of("--media-port", Integer.toString(freePort())));
        command.addAll(List.of("--admin-port", Integer.toString(admin)));
        command.addAll(List.of("--host-address", "127.0.0.1", "--data", data.toString()));
        command.addAll(options);
        var builder = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::killAll));
        var setup = new CompletableFuture<List<String>>();
        Thread.ofVirtual().start(() -> copyOutput(log, setup));
        try {
            var link = setup.get(START_SECONDS, TimeUnit.SECONDS);
            url = URI.create(link.getFirst());
            setupToken = link.getLast();
        } catch (ExecutionException | TimeoutException e) {
            killAll();
            throw new IOException("the server did not start; see " + log, e);
        }
    }

    private void copyOutput(Path log, CompletableFuture<List<String>> setup) {
        try (var lines = process.inputReader();
                var out = Files.newBufferedWriter(log)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                out.write(line);
                out.newLine();
                out.flush();
                var link = SETUP.matcher(line);
                if (link.find()) {
                    setup.complete(List.of(link.group(1), link.group(2)));
                }
            }
            setup.completeExceptionally(new IOException("the server ended with " + process.waitFor()));
        } catch (IOException e) {
            setup.completeExceptionally(e);
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
    }

    public URI url() {
        return url;
    }

    /// The secret of the one-time link that makes the first host account.
    public String setupToken() {
        return setupToken;
    }

    /// The Java process, whether or not the script has handed over to it.
    public long pid() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the server has no Java process"))
                .pid();
    }

    /// The value of a metric, summed over its labels; -1 if there is none of this name.
    public double metric(String name) throws IOException, InterruptedException {
        var text = http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
        var values = text.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();
        return values.length == 0 ? -1 : Arrays.stream(values).sum();
    }

    /// A port that is free just now for TCP and for UDP.
    static int freePort() throws IOException {
        while (true) {
            try (var tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = tcp.getLocalPort();
                if (isFreeForUdp(port)) {
                    return port;
                }
            }
        }
    }

    private static boolean isFreeForUdp(int port) throws IOException {
        try (var udp = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return udp.isBound();
        } catch (BindException ignored) {
            return false;
        }
    }

    private void killAll() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                killAll();
            }
            try (var files = Files.walk(data)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        } catch (IOException ignored) {
            // What is left lies in the system's temporary directory.
        }
        http.close();
    }
}
