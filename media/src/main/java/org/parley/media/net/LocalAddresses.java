// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;

/// The addresses of this machine that others may reach.
public final class LocalAddresses {
    private static final int MAX = 16;

    private LocalAddresses() {}

    /// All that sockets may be bound to: loopback too, but none that needs a scope.
    static List<InetAddress> all() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .filter(LocalAddresses::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> !a.isLinkLocalAddress() && !a.isMulticastAddress())
                .toList();
    }

    /// Neither loopback, unless there is nothing else, nor link-local; IPv4 first.
    public static List<InetAddress> usable() {
        List<InetAddress> usable;
        try {
            usable = all().stream()
                    .filter(a -> !a.isLoopbackAddress())
                    .sorted(Comparator.comparing(a -> !(a instanceof Inet4Address)))
                    .limit(MAX)
                    .toList();
        } catch (SocketException expected) {
            usable = List.of();
        }
        return usable.isEmpty() ? List.of(InetAddress.getLoopbackAddress()) : usable;
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException expected) {
            return false;
        }
    }
}
