// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client's TCP connection, on which packets are frames (RFC 4571). Belongs to the loop that watches it.
public final class TcpConnection {
    final TcpStream stream;
    final long remoteHigh;
    final long remoteLow;
    final int remotePort;
    final long openedAt;
    /// The start of a frame whose rest has not come yet, or all that came before another loop took over.
    byte[] pending = {};

    int pendingLength;
    /// Frames that wait for room in the socket; null until there is something to send.
    @Nullable
    MemorySegment out;

    int outStart;
    int outEnd;
    boolean dirty;
    boolean watchingWritable;
    boolean proven;
    boolean closed;

    @Nullable
    Consumer<TcpConnection> mover;

    private @Nullable Object attachment;

    TcpConnection(TcpStream stream, long remoteHigh, long remoteLow, int remotePort, long openedAt) {
        this.stream = stream;
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.remotePort = remotePort;
        this.openedAt = openedAt;
    }

    /// 4 or 16 bytes.
    public byte[] remoteAddress() {
        return Addresses.bytes(remoteHigh, remoteLow);
    }

    public int remotePort() {
        return remotePort;
    }

    /// What its user has put there.
    public @Nullable Object attachment() {
        return attachment;
    }

    public void attach(Object newAttachment) {
        attachment = newAttachment;
    }

    /// Called while a frame is given out: this frame and all that follows shall be given out by another loop,
    /// which `to` hands the connection to, for [PacketIo#adopt].
    public void moveBy(Consumer<TcpConnection> to) {
        mover = to;
    }
}
