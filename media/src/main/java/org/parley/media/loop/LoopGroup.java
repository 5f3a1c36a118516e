// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.parley.media.crypto.Ciphers;
import org.parley.media.dtls.DtlsServer;
import org.parley.media.net.BindFailure;
import org.parley.media.net.IoFactory;
import org.parley.media.net.PacketIo;
import org.parley.media.net.Peer;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Counters;
import org.parley.media.transport.Distribution;

/// The event loops of a media plane and what they share: the certificate, the ciphers, and who is addressed
/// by which username fragment. Methods are for any thread.
public final class LoopGroup implements AutoCloseable {
    private final SecureRandom random;
    private final Ciphers ciphers;
    private final DtlsServer dtls;
    private final List<String> candidates;
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<Counters> counters = new ArrayList<>();
    private final Map<String, Transport> byUfrag = new ConcurrentHashMap<>();
    private final Map<Transport, List<String>> ufrags = new ConcurrentHashMap<>();
    private final Map<PathKey, EventLoop> byPath = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    /// Opens the sockets and starts the loops.
    ///
    /// @param candidates values of `a=candidate` lines for every answer
    public LoopGroup(
            IoFactory sockets,
            int loopCount,
            Ciphers ciphers,
            DtlsServer dtls,
            SecureRandom random,
            List<String> candidates)
            throws BindFailure {
        this.random = random;
        this.ciphers = ciphers;
        this.dtls = dtls;
        this.candidates = List.copyOf(candidates);
        List<PacketIo> opened = new ArrayList<>();
        try {
            for (int i = 0; i < loopCount; i++) {
                Counters own = new Counters();
                PacketIo io = sockets.open(own, i, loopCount);
                opened.add(io);
                counters.add(own);
                loops.add(new EventLoop(this, i, io, own));
            }
        } catch (BindFailure e) {
            opened.forEach(PacketIo::close);
            throw e;
        }
        loops.forEach(EventLoop::start);
    }

    SecureRandom random() {
        return random;
    }

    Ciphers ciphers() {
        return ciphers;
    }

    DtlsServer dtls() {
        return dtls;
    }

    List<String> candidates() {
        return candidates;
    }

    /// The loop for a new room: each in turn.
    public EventLoop nextLoop() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /// The sum over all loops.
    public Map<Counter, Long> counters() {
        Map<Counter, Long> sums = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            sums.put(counter, counters.stream().mapToLong(c -> c.get(counter)).sum());
        }
        return sums;
    }

    /// How many values each bucket has, then their sum, over all loops.
    public long[] distribution(Distribution distribution) {
        long[] all = counters.getFirst().get(distribution);
        for (Counters each : counters.subList(1, counters.size())) {
            long[] more = each.get(distribution);
            Arrays.setAll(all, i -> all[i] + more[i]);
        }
        return all;
    }

    /// Bytes that the loops' threads have put on the heap.
    public long allocatedBytes() {
        return loops.stream().mapToLong(EventLoop::allocatedBytes).sum();
    }

    // ---- who is addressed by which username fragment

    void register(Transport transport, List<String> current) {
        List<String> before = ufrags.get(transport);
        if (current.equals(before)) {
            return;
        }
        ufrags.put(transport, current);
        current.forEach(ufrag -> byUfrag.put(ufrag, transport));
        if (before != null) {
            before.stream().filter(ufrag -> !current.contains(ufrag)).forEach(byUfrag::remove);
        }
    }

    void unregister(Transport transport) {
        List<String> before = ufrags.remove(transport);
        if (before != null) {
            before.forEach(byUfrag::remove);
        }
    }

    @Nullable
    Transport find(String ufrag) {
        return byUfrag.get(ufrag);
    }

    // ---- packets that the kernel gave to the wrong loop: few, and slow

    private record PathKey(long remoteHigh, long remoteLow, int remotePort, long localHigh, long localLow) {}

    void addPath(Peer peer, EventLoop loop) {
        if (loops.size() > 1) {
            byPath.put(key(peer), loop);
        }
    }

    void removePath(Peer peer, EventLoop loop) {
        if (loops.size() > 1) {
            byPath.remove(key(peer), loop);
        }
    }

    private static PathKey key(Peer peer) {
        return new PathKey(peer.remoteHigh(), peer.remoteLow(), peer.remotePort(), peer.localHigh(), peer.localLow());
    }

    /// @return the loop that knows this pair of addresses, if it is another one than `loop`
    @Nullable
    EventLoop otherLoop(
            EventLoop loop, long remoteHigh, long remoteLow, int remotePort, long localHigh, long localLow) {
        if (loops.size() == 1) {
            return null;
        }
        EventLoop owner = byPath.get(new PathKey(remoteHigh, remoteLow, remotePort, localHigh, localLow));
        return owner == loop ? null : owner;
    }

    @Override
    public void close() {
        loops.forEach(EventLoop::close);
    }
}
