// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.parley.media.dtls.DtlsClient;
import org.parley.media.dtls.DtlsIdentity;
import org.parley.media.srtp.SrtpProfile;

/// A participant that goes the whole way in: door, WebSocket, offer and answer, ICE, DTLS, SRTP. [#join]
/// blocks and is meant for a virtual thread; media then lives on the [LoadLoop].
final class Endpoint {
    private static final long ANSWER_SECONDS = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    /// All endpoints of this process show one certificate: making one costs more than a handshake.
    private static final DtlsIdentity IDENTITY = DtlsIdentity.draw(RANDOM, Instant.EPOCH);

    /// docs/protocol.md: a client sends a ping every 5 s.
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoadLoop loop;
    private final Signal signal;
    private final MediaSocket socket;
    private final String id;

    /// What an endpoint sends and how much it receives.
    ///
    /// @param camera the profile of its video; [StreamProfile#AUDIO] is its microphone's
    record Role(boolean host, boolean microphone, List<StreamProfile> camera, int audioSlots, int videoSlots) {}

    private Endpoint(LoadLoop loop, Signal signal, MediaSocket socket, String id) {
        this.loop = loop;
        this.signal = signal;
        this.socket = socket;
        this.id = id;
    }

    static Endpoint join(LoadLoop loop, Api api, Api.Meeting meeting, String name, Role role, Totals totals)
            throws IOException, InterruptedException {
        var ticket = api.ticket(meeting, role.host(), name);
        var signal = new Signal(api.http(), api.signal());
        try {
            var admitted = enter(signal, ticket, role.host());
            var socket = loop.call(() -> new MediaSocket(totals)).join();
            negotiate(loop, signal, socket, role);
            return new Endpoint(
                    loop, signal, socket, admitted.path("participant").asText());
        } catch (RuntimeException | IOException e) {
            signal.abort();
            throw e;
        }
    }

    private static JsonNode enter(Signal signal, String ticket, boolean host) throws IOException, InterruptedException {
        var admitted = signal.next("admitted");
        signal.send(signal.message("hello").put("ticket", ticket));
        if (host) {
            await("readiness", signal.next("ready"));
            signal.send(signal.message("start"));
        }
        return await("admission", admitted);
    }

    private static void negotiate(LoadLoop loop, Signal signal, MediaSocket socket, Role role)
            throws IOException, InterruptedException {
        var dtls = new DtlsClient(RANDOM, IDENTITY, datagram -> socket.send(ByteBuffer.wrap(datagram)));
        var ice = IceChecks.drawCredentials();
        var sending = sending(role);
        var offer = new Offer(
                sending,
                role.audioSlots(),
                role.videoSlots(),
                ice.ufrag(),
                ice.pwd(),
                dtls.fingerprint().value());
        var message = signal.message("offer").put("id", 1).put("sdp", offer.sdp());
        var tracks = message.putObject("tracks");
        offer.tracks().forEach(tracks::put);
        var reply = signal.next("answer");
        signal.send(message);
        var answer = Answer.parse(await("answer", reply).path("sdp").asText());

        int reportSsrc = sending.values().stream()
                .findFirst()
                .orElse(ThreadLocalRandom.current().nextInt());
        var checks = new IceChecks(ice, answer, socket, dtls);
        var life = new Life(checks, signal, socket, reportSsrc);
        loop.call(() -> {
                    socket.connect(answer.udp());
                    socket.signals(life);
                    loop.add(socket);
                    return socket;
                })
                .join();
        await("ICE", checks.succeeded());
        var keys = dtls.handshake(answer.fingerprint(), SrtpProfile.AEAD_AES_128_GCM);
        loop.call(() -> {
                    socket.protect(keys.profile(), keys.client(), keys.server());
                    publish(socket, role, offer, answer.extensions());
                    life.reporting = true;
                    return socket;
                })
                .join();
        signal.send(signal.message("state")
                .put("microphone", role.microphone())
                .put("camera", !role.camera().isEmpty())
                .put("screen", false));
    }

    private static Map<String, Integer> sending(Role role) {
        var sending = new LinkedHashMap<String, Integer>();
        var random = ThreadLocalRandom.current();
        if (role.microphone()) {
            sending.put("microphone", random.nextInt());
        }
        if (!role.camera().isEmpty()) {
            sending.put("camera", random.nextInt());
        }
        return sending;
    }

    private static void publish(MediaSocket socket, Role role, Offer offer, ExtensionIds extensions) {
        offer.tracks().forEach((mid, source) -> {
            var profile = source.equals("camera") ? role.camera().getFirst() : StreamProfile.AUDIO;
            int ssrc = Objects.requireNonNull(offer.sending().get(source));
            int sequence = ThreadLocalRandom.current().nextInt(SyntheticStream.FIRST_BELOW);
            socket.publish(new SyntheticStream(profile, ssrc, mid, extensions, sequence));
        });
    }

    /// What must happen at its time for as long as the endpoint is there.
    private static final class Life implements MediaSocket.Signals {
        private final IceChecks checks;
        private final Signal signal;
        private final MediaSocket socket;
        private final int reportSsrc;
        private long pingDue;
        private long reportDue;
        private boolean reporting;

        Life(IceChecks checks, Signal signal, MediaSocket socket, int reportSsrc) {
            this.checks = checks;
            this.signal = signal;
            this.socket = socket;
            this.reportSsrc = reportSsrc;
            long spread = ThreadLocalRandom.current().nextLong(PING_NANOS);
            pingDue = System.nanoTime() + spread;
            reportDue = System.nanoTime() + spread % REPORT_NANOS;
        }

        @Override
        public void onDatagram(ByteBuffer datagram) {
            checks.onDatagram(datagram);
        }

        @Override
        public void onTick(long nowNanos) {
            checks.onTick(nowNanos);
            if (nowNanos - pingDue >= 0) {
                pingDue = nowNanos + PING_NANOS;
                signal.send(signal.message("ping").put("t", TimeUnit.NANOSECONDS.toMillis(nowNanos)));
            }
            if (reporting && nowNanos - reportDue >= 0) {
                reportDue = nowNanos + REPORT_NANOS;
                socket.report(reportSsrc);
            }
        }
    }

    /// The participant's id, by which others ask for its camera.
    String id() {
        return id;
    }

    MediaSocket socket() {
        return socket;
    }

    /// Asks for the cameras of these participants.
    void view(List<String> publishers) {
        var message = signal.message("view");
        var wanted = message.putArray("wanted");
        publishers.forEach(publisher -> wanted.addObject()
                .put("participant", publisher)
                .put("source", "camera")
                .put("height", 360));
        signal.send(message);
    }

    void leave() {
        signal.send(signal.message("leave"));
        loop.call(() -> {
                    loop.remove(socket);
                    return socket;
                })
                .join();
    }

    private static <T> T await(String what, CompletableFuture<T> reply) throws IOException, InterruptedException {
        try {
            return reply.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no " + what + " within " + ANSWER_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("no " + what + ": " + e.getCause(), e);
        }
    }
}
