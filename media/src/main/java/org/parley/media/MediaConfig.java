// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;

/// How a [MediaPlane] is set up. Immutable; start from [#onPort] and change with the `with` methods.
///
/// @param port of UDP and TCP; 0: any free one (for tests)
/// @param listenAddress an address of this machine, or a wildcard for all of them
/// @param hostAddresses what ICE announces, the preferred one first; empty: all usable addresses of this
///     machine, and loopback only if there is no other
/// @param loops number of event loops; a room lives on one
/// @param segmentation whether packets for one peer leave together (UDP GSO), where the system can do it
/// @param random for keys, credentials and identifiers
public record MediaConfig(
        int port,
        InetAddress listenAddress,
        List<InetAddress> hostAddresses,
        int loops,
        Io io,
        boolean segmentation,
        SecureRandom random) {
    public static final int DEFAULT_PORT = 10_000;

    /// How packets cross to the kernel.
    public enum Io {
        /// Native where possible.
        AUTO,
        /// Linux system calls through foreign functions.
        NATIVE,
        /// Java's NIO.
        PORTABLE
    }

    public MediaConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("media port is " + port + ", not 0 to 65535");
        }
        if (loops < 1 || loops > 256) {
            throw new IllegalArgumentException("media loops are " + loops + ", not 1 to 256");
        }
        if (hostAddresses.size() > 16) {
            throw new IllegalArgumentException(
                    "at most 16 host addresses can be announced, not " + hostAddresses.size());
        }
        if (hostAddresses.stream().anyMatch(a -> a.isAnyLocalAddress() || a.isMulticastAddress())) {
            throw new IllegalArgumentException("a host address must be one that clients can send to");
        }
        hostAddresses = List.copyOf(hostAddresses);
    }

    /// The defaults: all addresses, one loop for each processor.
    public static MediaConfig onPort(int port) {
        return new MediaConfig(
                port,
                Wildcard.ADDRESS,
                List.of(),
                Math.min(256, Runtime.getRuntime().availableProcessors()),
                Io.AUTO,
                true,
                new SecureRandom());
    }

    public MediaConfig withListenAddress(InetAddress address) {
        return new MediaConfig(port, address, hostAddresses, loops, io, segmentation, random);
    }

    public MediaConfig withHostAddresses(List<InetAddress> addresses) {
        return new MediaConfig(port, listenAddress, addresses, loops, io, segmentation, random);
    }

    public MediaConfig withLoops(int count) {
        return new MediaConfig(port, listenAddress, hostAddresses, count, io, segmentation, random);
    }

    public MediaConfig withIo(Io kind) {
        return new MediaConfig(port, listenAddress, hostAddresses, loops, kind, segmentation, random);
    }

    public MediaConfig withSegmentation(boolean on) {
        return new MediaConfig(port, listenAddress, hostAddresses, loops, io, on, random);
    }

    public MediaConfig withRandom(SecureRandom source) {
        return new MediaConfig(port, listenAddress, hostAddresses, loops, io, segmentation, source);
    }

    private static final class Wildcard {
        static final InetAddress ADDRESS = new InetSocketAddress(0).getAddress();
    }
}
