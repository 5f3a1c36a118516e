// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.member.MlsException;
import org.parley.e2ee.sframe.CipherSuite;
import org.parley.e2ee.sframe.FrameReceiver;
import org.parley.e2ee.sframe.FrameSender;
import org.parley.e2ee.sframe.SFrameException;
import org.parley.e2ee.sframe.SFrameException.Reason;
import org.parley.e2ee.sframe.Stream;

/// The media of a [Network]: everybody who is in seals a frame of voice every 100 ms, and one of the screen while
/// sharing; a relay that sees only ciphertext hands them to all others, who open them or say whose they can't open
/// and why.
final class Frames {
    private static final Duration EVERY = Duration.ofMillis(100);
    /// docs/end-to-end.md, Sending media and Receiving.
    private static final Duration SWITCH = Duration.ofMillis(150);

    private static final Duration HOLD = Duration.ofSeconds(1);
    /// Whoever is shown as able to decrypt has to within this time.
    static final Duration BOUND = Duration.ofSeconds(2);

    private static final byte[] CLEAR = {7};

    private final Network network;
    private final Map<Client, Endpoint> endpoints = new HashMap<>();
    /// By pair and stream: since when nothing was opened although it should be possible.
    private final Map<String, Instant> waiting = new TreeMap<>();

    /// "receiver < sender: why", and how many frames.
    final Map<String, Integer> shown = new TreeMap<>();
    /// What must never be: a frame that was altered, or too long a silence without a reason that is shown.
    final List<String> faults = new ArrayList<>();
    /// By "receiver < sender stream": frames opened since the last `forget`.
    final Map<String, Integer> opened = new TreeMap<>();
    long sealedFrames;
    long openedFrames;
    Duration longest = Duration.ZERO;

    private record Frame(Client from, Stream stream, Bytes sealed, Bytes plain, Instant until) {}

    /// What one client has of keys.
    private static final class Endpoint {
        FrameSender sender = new FrameSender(CipherSuite.AES_128_GCM_SHA256_128);
        FrameReceiver receiver = new FrameReceiver(CipherSuite.AES_128_GCM_SHA256_128);

        @Nullable
        Bytes group;

        long epoch = -1;
        long sending = -1;
        Map<Integer, ?> roster = Map.of();
        List<Frame> held = new ArrayList<>();
    }

    Frames(Network network) {
        this.network = network;
        network.moved = this::moved;
        tick();
    }

    void forget() {
        opened.clear();
    }

    private void tick() {
        for (var from : network.present()) {
            if (from.member.isIn()) {
                send(from, Stream.MICROPHONE);
                if (from.sharing) {
                    send(from, Stream.SCREEN);
                }
            }
        }
        judge();
        network.after(EVERY, this::tick);
    }

    private void send(Client from, Stream stream) {
        var endpoint = endpoints.get(from);
        if (endpoint == null || endpoint.sending < 0) {
            return;
        }
        var plain = Network.bytes("%s %s %d".formatted(from.id(), stream, sealedFrames++));
        var sealed = Bytes.copyOf(endpoint.sender.encrypt(stream, CLEAR, plain.toArray()));
        for (var to : network.present()) {
            if (to != from) {
                network.after(network.delay(), () -> {
                    if (to.online && network.clients.containsValue(to)) {
                        receive(to, new Frame(from, stream, sealed, plain, network.now.plus(HOLD)));
                    }
                });
            }
        }
    }

    private void receive(Client to, Frame frame) {
        var endpoint = endpoints.computeIfAbsent(to, c -> new Endpoint());
        var why = open(to, endpoint, frame);
        if (why == null) {
            return;
        }
        shown.merge("%s < %s: %s".formatted(to.id(), frame.from.id(), why), 1, Integer::sum);
        if (network.now.isBefore(frame.until)) {
            endpoint.held.add(frame);
        }
    }

    /// Why it can't be opened, or null when it was.
    private @Nullable String open(Client to, Endpoint endpoint, Frame frame) {
        if (!to.member.isIn()) {
            return "no keys yet";
        }
        var leaf = leafOf(to, frame.from.id());
        if (leaf < 0) {
            return "not in the group yet";
        }
        try {
            var plain =
                    endpoint.receiver.decrypt(frame.stream, leaf, frame.sealed.toArray(), CLEAR.length, network.now);
            if (!Bytes.copyOf(plain).equals(frame.plain)) {
                faults.add("%s opened something else of %s".formatted(to.id(), frame.from.id()));
            }
            openedFrames++;
            var pair = pair(to, frame.from, frame.stream);
            opened.merge(pair, 1, Integer::sum);
            waiting.put(pair, network.now);
            return null;
        } catch (SFrameException e) {
            if (e.reason() != Reason.UNKNOWN_KEY && e.reason() != Reason.OTHER_SENDER) {
                faults.add("%s < %s: %s".formatted(to.id(), frame.from.id(), e.reason()));
            }
            return e.reason().toString();
        }
    }

    /// The keys of a client may have changed.
    private void moved(Client client) {
        var endpoint = endpoints.computeIfAbsent(client, c -> new Endpoint());
        var member = client.member;
        if (!member.isIn()) {
            endpoint.receiver.leave();
            endpoint.group = null;
            endpoint.epoch = -1;
            endpoint.sending = -1;
            return;
        }
        var roster = member.roster();
        var newGroup = !Objects.equals(member.groupId(), endpoint.group) || endpoint.epoch < 0;
        if (!newGroup && member.epoch() == endpoint.epoch) {
            return;
        }
        if (newGroup) {
            endpoint.sender = new FrameSender(CipherSuite.AES_128_GCM_SHA256_128);
            endpoint.receiver = new FrameReceiver(CipherSuite.AES_128_GCM_SHA256_128);
            endpoint.sending = -1;
        }
        var atOnce = newGroup || !roster.entrySet().containsAll(endpoint.roster.entrySet());
        endpoint.group = member.groupId();
        endpoint.epoch = member.epoch();
        endpoint.roster = roster;
        var key = baseKey(client);
        endpoint.receiver.enter(endpoint.epoch, key, network.now);
        var epoch = endpoint.epoch;
        var leaf = member.ownLeaf();
        var group = member.groupId();
        Runnable use = () -> {
            if (Objects.equals(group, endpoint.group) && endpoint.sending < epoch && endpoint.epoch >= epoch) {
                endpoint.sender.enter(epoch, leaf, key);
                endpoint.sending = epoch;
            }
        };
        if (atOnce) {
            use.run();
        } else {
            network.after(SWITCH, use);
        }
        var held = endpoint.held;
        endpoint.held = new ArrayList<>();
        held.forEach(frame -> receive(client, frame));
    }

    /// Whoever stands in the other's tree, in the same group, both connected, is to be heard and seen.
    private void judge() {
        Set<String> able = new HashSet<>();
        for (var to : network.present()) {
            for (var from : network.present()) {
                var both = to != from && to.member.isIn() && from.member.isIn();
                if (!both || !to.member.groupId().equals(from.member.groupId()) || leafOf(to, from.id()) < 0) {
                    continue;
                }
                for (var stream :
                        from.sharing ? List.of(Stream.MICROPHONE, Stream.SCREEN) : List.of(Stream.MICROPHONE)) {
                    var pair = pair(to, from, stream);
                    able.add(pair);
                    var silent = Duration.between(waiting.computeIfAbsent(pair, p -> network.now), network.now);
                    longest = silent.compareTo(longest) > 0 ? silent : longest;
                    if (silent.compareTo(BOUND) > 0) {
                        faults.add("%s: nothing for %s, now %s".formatted(pair, silent, network.now));
                    }
                }
            }
        }
        waiting.keySet().retainAll(able);
    }

    static String pair(Client to, Client from, Stream stream) {
        return "%s < %s %s".formatted(to.id(), from.id(), stream);
    }

    private static int leafOf(Client to, ParticipantId who) {
        return to.member.roster().entrySet().stream()
                .filter(entry -> entry.getValue().participant().equals(who))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(-1);
    }

    private static byte[] baseKey(Client client) {
        try {
            return client.member.export("SFrame 1.0 Base Key", new byte[0], 16);
        } catch (MlsException e) {
            throw new AssertionError(e);
        }
    }
}
