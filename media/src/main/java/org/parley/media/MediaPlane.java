// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.parley.media.crypto.Ciphers;
import org.parley.media.dtls.DtlsServer;
import org.parley.media.ice.HostCandidates;
import org.parley.media.loop.LoopGroup;
import org.parley.media.loop.MediaRoom;
import org.parley.media.net.LocalAddresses;
import org.parley.media.net.Sockets;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Distribution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that moves media, running: sockets, event loops and the rooms on them. Methods are for any
/// thread.
public final class MediaPlane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MediaPlane.class);

    private final LoopGroup loops;
    private final int port;
    private final List<InetSocketAddress> announced;
    private final InetSocketAddress local;
    private final Set<Room> rooms = ConcurrentHashMap.newKeySet();

    private MediaPlane(LoopGroup loops, int port, List<InetAddress> hosts, InetAddress listening) {
        this.loops = loops;
        this.port = port;
        this.announced =
                hosts.stream().map(host -> new InetSocketAddress(host, port)).toList();
        this.local = new InetSocketAddress(
                listening.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listening, port);
    }

    /// Opens the sockets, starts the loops and warms up DTLS, so that the first who joins waits no longer
    /// than the others. Takes one or two seconds of processor time: start other things meanwhile.
    ///
    /// @throws IOException if the port can't be had; its message says why and what to do
    public static MediaPlane start(MediaConfig config) throws IOException {
        boolean usesNative = usesNative(config.io());
        Ciphers ciphers = config.io() == MediaConfig.Io.PORTABLE ? Ciphers.jdk() : Ciphers.best();
        DtlsServer dtls = new DtlsServer(config.random());
        Sockets sockets = Sockets.open(config.listenAddress(), config.port(), usesNative, config.segmentation());
        int loopCount = sockets.loops(config.loops());
        List<InetAddress> hosts = hostAddresses(config);
        LoopGroup loops = new LoopGroup(
                sockets, loopCount, ciphers, dtls, config.random(), HostCandidates.of(hosts, sockets.port()));
        dtls.warmUp();
        log.info(
                "media on port {} of {} (UDP and TCP), {} loops, I/O {}, AES-GCM by {}",
                sockets.port(),
                hosts.stream().map(InetAddress::getHostAddress).toList(),
                loopCount,
                sockets.name(),
                ciphers.name());
        return new MediaPlane(loops, sockets.port(), hosts, config.listenAddress());
    }

    private static boolean usesNative(MediaConfig.Io io) throws IOException {
        boolean possible = io != MediaConfig.Io.PORTABLE && Sockets.nativeIsPossible();
        if (io == MediaConfig.Io.NATIVE && !possible) {
            throw new IOException("native media I/O is not possible on this system: choose auto or portable.");
        }
        return possible;
    }

    private static List<InetAddress> hostAddresses(MediaConfig config) {
        if (!config.hostAddresses().isEmpty()) {
            return config.hostAddresses();
        }
        return config.listenAddress().isAnyLocalAddress() ? LocalAddresses.usable() : List.of(config.listenAddress());
    }

    /// The port that is open, also if the configuration said 0.
    public int port() {
        return port;
    }

    /// Where clients are told to send media to, by UDP and TCP.
    public List<InetSocketAddress> announced() {
        return announced;
    }

    /// Where a process on this machine reaches the same.
    public InetSocketAddress local() {
        return local;
    }

    /// Makes a room. It lives until its [Room#close], or the end of the plane.
    ///
    /// @param id for logs
    public Room openRoom(String id, RoomListener listener) {
        MediaRoom room = new MediaRoom(loops, listener, rooms::remove);
        rooms.add(room);
        return room;
    }

    /// What was counted since the start, over all loops.
    public Map<Counter, Long> counters() {
        return loops.counters();
    }

    /// How many values each bucket has, then their sum, since the start, over all loops.
    public long[] distribution(Distribution distribution) {
        return loops.distribution(distribution);
    }

    /// Bytes that the loops' threads have put on the heap since the start, for whatever purpose. Forwarding a
    /// packet adds none.
    public long allocatedBytes() {
        return loops.allocatedBytes();
    }

    /// Closes all rooms, then the loops with their sockets.
    @Override
    public void close() {
        List.copyOf(rooms).forEach(Room::close);
        loops.close();
    }
}
