// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A participant that goes the whole way in: door, WebSocket, offer and answer, ICE, DTLS, SRTP. [#join]
/// blocks and is meant for a virtual thread; media then lives on the [LoadLoop].
final class Endpoint {
    private static final long ANSWER_SECONDS = 20;

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
        var link = new Link(socket);
        var sending = sending(role);
        var offer = new Offer(
                sending,
                role.audioSlots(),
                role.videoSlots(),
                link.credentials().ufrag(),
                link.credentials().pwd(),
                link.fingerprint().value(),
                "actpass");
        var message = signal.message("offer").put("id", 1).put("sdp", offer.sdp());
        var tracks = message.putObject("tracks");
        offer.tracks().forEach(tracks::put);
        var reply = signal.next("answer");
        signal.send(message);
        var answer = Answer.parse(await("answer", reply).path("sdp").asText());
        link.open(loop, answer, streams(role, offer, answer.extensions()), now -> ping(signal, now));
        signal.send(signal.message("state")
                .put("microphone", role.microphone())
                .put("camera", !role.camera().isEmpty())
                .put("screen", false));
    }

    private static void ping(Signal signal, long nowNanos) {
        signal.send(signal.message("ping").put("t", TimeUnit.NANOSECONDS.toMillis(nowNanos)));
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

    private static List<SyntheticStream> streams(Role role, Offer offer, ExtensionIds extensions) {
        var streams = new ArrayList<SyntheticStream>();
        offer.tracks().forEach((mid, source) -> {
            var profile = source.equals("camera") ? role.camera().getFirst() : StreamProfile.AUDIO;
            int ssrc = Objects.requireNonNull(offer.sending().get(source));
            streams.add(SyntheticStream.draw(profile, ssrc, mid, extensions));
        });
        return streams;
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

    static <T> T await(String what, CompletableFuture<T> reply) throws IOException, InterruptedException {
        try {
            return reply.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no " + what + " within " + ANSWER_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("no " + what + ": " + e.getCause(), e);
        }
    }
}
