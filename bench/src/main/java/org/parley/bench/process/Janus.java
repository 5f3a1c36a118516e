// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Janus with its video room, as Debian has it, with a configuration of our own: WebSockets, one
/// address, nothing else switched on; all else as it comes.
public final class Janus implements AutoCloseable {
    private static final long START_SECONDS = 10;

    private final Process process;
    private final URI url;

    /// @param directory for its configuration and log; made if need be
    /// @param network the interface whose address it uses; never loopback, which Janus leaves out
    public Janus(Path directory, String network) throws IOException, InterruptedException {
        int port = Server.freePort();
        Files.createDirectories(directory);
        write(directory, "janus.jcfg", """
                general: { debug_level = 2; protected_folders = [] }
                nat: { ice_enforce_list = "%s" }
                plugins: { disable = "%s" }
                transports: { disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }
                events: { broadcast = false }
                loggers: { disable = "libjanus_jsonlog.so" }
                """.formatted(network, String.join(",", OTHER_PLUGINS)));
        write(
                directory,
                "janus.transport.websockets.jcfg",
                "general: { json = \"compact\"; ws = true; ws_port = %d; ws_ip = \"127.0.0.1\"; wss = false }%n"
                        .formatted(port));
        write(directory, "janus.plugin.videoroom.jcfg", "general: { }\n");
        var log = directory.resolve("janus.log").toFile();
        process = new ProcessBuilder("janus", "--configs-folder=" + directory, "--disable-colors")
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
        url = URI.create("ws://127.0.0.1:" + port + "/");
        awaitListening(port, log.toString());
    }

    private static final List<String> OTHER_PLUGINS = List.of(
            "libjanus_audiobridge.so",
            "libjanus_duktape.so",
            "libjanus_echotest.so",
            "libjanus_lua.so",
            "libjanus_nosip.so",
            "libjanus_recordplay.so",
            "libjanus_sip.so",
            "libjanus_streaming.so",
            "libjanus_textroom.so",
            "libjanus_videocall.so",
            "libjanus_voicemail.so");

    private static void write(Path directory, String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private void awaitListening(int port, String log) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("Janus did not start; see " + log, e);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    public long pid() {
        return process.pid();
    }

    /// Of its WebSockets.
    public URI url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
