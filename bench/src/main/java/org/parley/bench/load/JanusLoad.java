// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// The load of a [Shape] on the video rooms of a Janus server, by endpoints that go the whole way in: a
/// connection to publish for each who sends, and one to subscribe to all others for each who receives, as
/// Janus wants it.
public final class JanusLoad implements Load {
    private static final int AT_ONCE = 8;

    /// Rooms stay when their session ends.
    private static final AtomicInteger ROOMS = new AtomicInteger();

    private final LoadLoop loop;
    private final InetAddress address;
    private final JanusSession session;
    private final Totals totals = new Totals();
    private final List<MediaSocket> sockets = new ArrayList<>();

    /// @param address of this machine, where Janus can be reached and from which is sent
    public JanusLoad(LoadLoop loop, HttpClient http, URI url, InetAddress address, Shape shape, StreamProfile camera)
            throws IOException, InterruptedException {
        this.loop = loop;
        this.address = address;
        session = new JanusSession(http, url);
        for (int i = 0; i < shape.meetings(); i++) {
            fill(ROOMS.incrementAndGet(), shape, camera);
        }
    }

    private void fill(int room, Shape shape, StreamProfile camera) throws IOException, InterruptedException {
        session.ask(
                session.attach(),
                session.body("create")
                        .put("room", room)
                        .put("publishers", shape.seats().size())
                        .put("videocodec", "vp8")
                        .put("audiocodec", "opus"),
                null,
                null);
        var publishing = new LinkedHashMap<Integer, Callable<Long>>();
        for (int seat = 0; seat < shape.seats().size(); seat++) {
            var what = shape.seats().get(seat);
            if (what.sends()) {
                publishing.put(seat, () -> publish(room, what, camera));
            }
        }
        var feeds = all(publishing);
        var subscribing = new LinkedHashMap<Integer, Callable<Long>>();
        for (int seat = 0; seat < shape.seats().size(); seat++) {
            if (shape.seats().get(seat).receives()) {
                var wanted = new LinkedHashMap<>(feeds);
                wanted.remove(seat);
                subscribing.put(seat, () -> subscribe(room, List.copyOf(wanted.values())));
            }
        }
        all(subscribing);
    }

    private static Map<Integer, Long> all(Map<Integer, Callable<Long>> work) throws IOException, InterruptedException {
        var turns = new Semaphore(AT_ONCE);
        var results = new LinkedHashMap<Integer, Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new LinkedHashMap<Integer, Future<Long>>();
            work.forEach((seat, each) -> futures.put(seat, threads.submit(() -> {
                turns.acquire();
                try {
                    return each.call();
                } finally {
                    turns.release();
                }
            })));
            for (var each : futures.entrySet()) {
                results.put(each.getKey(), each.getValue().get());
            }
        } catch (ExecutionException e) {
            throw new IOException("an endpoint did not get in: " + e.getCause(), e);
        }
        return results;
    }

    /// @return the feed's id
    private long publish(int room, Shape.Seat what, StreamProfile camera) throws IOException, InterruptedException {
        long handle = session.attach();
        var joined = session.ask(
                handle, session.body("join").put("ptype", "publisher").put("room", room), null, null);
        var socket = socket();
        var link = new Link(socket);
        var sending = new LinkedHashMap<String, Integer>();
        if (what.microphone()) {
            sending.put("microphone", ThreadLocalRandom.current().nextInt());
        }
        if (what.camera()) {
            sending.put("camera", ThreadLocalRandom.current().nextInt());
        }
        var offer = new Offer(
                sending,
                0,
                0,
                link.credentials().ufrag(),
                link.credentials().pwd(),
                link.fingerprint().value(),
                "active");
        // Janus begins with DTLS only when it knows of a candidate.
        var sdp = offer.sdp().replace("a=ice-options:trickle", candidate(socket));
        var configured = session.ask(handle, session.body("publish"), "offer", sdp);
        var answer = Answer.parse(sdp(configured));
        var streams = new ArrayList<SyntheticStream>();
        offer.tracks()
                .forEach((mid, source) -> streams.add(SyntheticStream.draw(
                        source.equals("camera") ? camera : StreamProfile.AUDIO,
                        Objects.requireNonNull(sending.get(source)),
                        mid,
                        answer.extensions())));
        link.open(loop, answer, streams, _ -> session.keepAlive());
        return joined.at("/plugindata/data/id").asLong();
    }

    private long subscribe(int room, List<Long> feeds) throws IOException, InterruptedException {
        long handle = session.attach();
        var join = session.body("join").put("ptype", "subscriber").put("room", room);
        var streams = join.putArray("streams");
        feeds.forEach(feed -> streams.addObject().put("feed", feed));
        var offer = sdp(session.ask(handle, join, null, null));
        var socket = socket();
        var link = new Link(socket);
        session.ask(handle, session.body("start"), "answer", answerTo(offer, link, candidate(socket)));
        link.open(loop, Answer.parse(offer), List.of(), _ -> session.keepAlive());
        return handle;
    }

    private MediaSocket socket() {
        var socket = loop.call(() -> new MediaSocket(totals, address)).join();
        synchronized (sockets) {
            sockets.add(socket);
        }
        return socket;
    }

    private String candidate(MediaSocket socket) {
        return "a=candidate:1 1 udp 2122260223 %s %d typ host\r\na=end-of-candidates"
                .formatted(address.getHostAddress(), socket.port());
    }

    private static String sdp(JsonNode message) {
        return message.at("/jsep/sdp").asText();
    }

    /// Takes all that is offered, to receive it: the offer's own lines, with our transport in place of theirs.
    private static String answerTo(String offer, Link link, String candidate) {
        var kept = offer.lines()
                .map(String::strip)
                .filter(line -> !line.matches(
                        "a=(candidate|end-of-candidates|ssrc|msid|ice-|rtcp:|fingerprint|setup|sendonly|sendrecv).*"))
                .map(line -> !line.startsWith("a=mid:")
                        ? line
                        : String.join(
                                "\r\n",
                                line,
                                "a=recvonly",
                                "a=setup:active",
                                candidate,
                                "a=ice-ufrag:" + link.credentials().ufrag(),
                                "a=ice-pwd:" + link.credentials().pwd(),
                                "a=fingerprint:sha-256 " + link.fingerprint().value()))
                .collect(Collectors.joining("\r\n"));
        return kept + "\r\n";
    }

    @Override
    public void run(boolean on) {
        loop.call(() -> MediaSocket.activateAll(sockets, on)).join();
    }

    @Override
    public Counts counts() {
        return loop.call(totals::snapshot).join();
    }

    @Override
    public Delay delay() {
        return loop.call(totals.delays::take).join();
    }

    @Override
    public void close() {
        loop.call(() -> {
                    sockets.forEach(loop::remove);
                    return sockets;
                })
                .join();
        session.close();
    }
}
