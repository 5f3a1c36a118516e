// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import org.parley.media.transport.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of a media plane: chooses how to do I/O, makes sure that nobody else has the port, and opens
/// sockets on it for each loop.
public final class Sockets implements IoFactory {
    private static final Logger log = LoggerFactory.getLogger(Sockets.class);

    private final InetAddress address;
    private final int port;
    private final boolean usesNative;
    private final boolean segmentation;

    private Sockets(InetAddress address, int port, boolean usesNative, boolean segmentation) {
        this.address = address;
        this.port = port;
        this.usesNative = usesNative;
        this.segmentation = segmentation;
    }

    /// Whether this system has the calls that native I/O needs.
    public static boolean nativeIsPossible() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        try {
            return Libc.isThere();
        } catch (LinkageError | RuntimeException e) {
            log.debug("no native I/O", e);
            return false;
        }
    }

    /// @param address wildcard, or one address of this machine
    /// @param port 0: any that is free
    /// @param segmentation whether packets for one peer may leave together
    public static Sockets open(InetAddress address, int port, boolean usesNative, boolean segmentation)
            throws BindFailure {
        int free = port == 0 ? PortProbe.anyFree(address) : PortProbe.check(address, port);
        return new Sockets(address, free, usesNative, segmentation);
    }

    public int port() {
        return port;
    }

    /// For the log.
    public String name() {
        return usesNative ? NativeIo.NAME : NioIo.NAME;
    }

    /// How many loops these sockets can serve, if so many are wanted.
    public int loops(int wanted) {
        return usesNative ? wanted : 1;
    }

    @Override
    public PacketIo open(Counters counters, int number, int count) throws BindFailure {
        if (usesNative) {
            return new NativeIo(new NativeIo.Config(address, port, count > 1, number == 0, segmentation), counters);
        }
        return new NioIo(addresses(), port, counters);
    }

    private List<InetAddress> addresses() throws BindFailure {
        try {
            return address.isAnyLocalAddress() ? LocalAddresses.all() : List.of(address);
        } catch (SocketException e) {
            throw BindFailure.of(e, address, port);
        }
    }
}
