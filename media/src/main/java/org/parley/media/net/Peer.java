// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import org.jspecify.annotations.Nullable;

/// A remote UDP address as seen from one of our own, which packets to it leave from. IPv4 addresses are
/// mapped into IPv6 (RFC 4291 §2.5.5.2), so an address is two numbers. All zeros for our own address: the
/// system chooses.
public final class Peer {
    final long remoteHigh;
    final long remoteLow;
    final int remotePort;
    final long localHigh;
    final long localLow;
    /// Cleared when the kernel refuses segmentation on this path.
    boolean segmentation = true;
    /// Whether the system would choose our address by itself: set by [PacketIo#locate].
    boolean defaultSource;
    /// What [PacketIo#steer] made for it.
    @Nullable
    Object steering;

    public Peer(long remoteHigh, long remoteLow, int remotePort, long localHigh, long localLow) {
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.remotePort = remotePort;
        this.localHigh = localHigh;
        this.localLow = localLow;
    }

    /// 4 or 16 bytes.
    public byte[] remoteAddress() {
        return Addresses.bytes(remoteHigh, remoteLow);
    }

    public int remotePort() {
        return remotePort;
    }

    public long remoteHigh() {
        return remoteHigh;
    }

    public long remoteLow() {
        return remoteLow;
    }

    public long localHigh() {
        return localHigh;
    }

    public long localLow() {
        return localLow;
    }

    @Override
    public String toString() {
        return "Peer";
    }
}
