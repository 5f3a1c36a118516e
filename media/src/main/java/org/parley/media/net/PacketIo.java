// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.MemorySegment;

/// Sockets of one event loop. Everything but [#wakeup] is called by the loop's thread.
public interface PacketIo extends AutoCloseable {
    /// Who takes what comes in. The memory is used again after a call returns.
    interface Receiver {
        /// A UDP datagram. Addresses as in [Peer].
        void onDatagram(
                MemorySegment memory,
                long offset,
                int length,
                long remoteHigh,
                long remoteLow,
                int remotePort,
                long localHigh,
                long localLow);

        /// A frame of a TCP connection.
        void onFrame(TcpConnection connection, MemorySegment memory, long offset, int length);

        /// The connection has ended, not by [PacketIo#close(TcpConnection)].
        void onClosed(TcpConnection connection);
    }

    /// For the log.
    String name();

    /// Waits for packets, at most this long, and gives all that are there (within bounds) to the receiver.
    void poll(long timeoutNanos, Receiver receiver);

    /// As [#poll], for waits below a millisecond, which [#poll] rounds up. Comes back at once where the system
    /// can't wait so briefly.
    ///
    /// @return whether it can
    boolean pollBriefly(long timeoutNanos, Receiver receiver);

    /// Makes the current or the next [#poll] return at once. Any thread.
    void wakeup();

    /// Puts a chain of packets for one peer into the batch. The slots must stay as they are until [#flush].
    void send(Peer peer, PacketSlots slots, int first);

    /// As above, on TCP: the packets are copied.
    void send(TcpConnection connection, PacketSlots slots, int first);

    /// A valid check came on this connection, so it may stay.
    void proven(TcpConnection connection);

    /// Takes over a connection that another loop's [TcpConnection#moveBy] has handed on.
    void adopt(TcpConnection connection, Receiver receiver);

    void close(TcpConnection connection);

    /// Called a few times a second: closes connections that are no good.
    void tidy(long nowNanos, Receiver receiver);

    /// Sends the batch. Never waits: what the socket has no room for is dropped and counted.
    void flush();

    /// Looks whether the system would choose this peer's local address for packets to it by itself. To be
    /// called now and then, since routes change. A matter of speed: may do nothing.
    void locate(Peer peer);

    /// Makes the kernel deliver this peer's packets to this loop and no other. A matter of speed: may do
    /// nothing.
    void steer(Peer peer);

    void unsteer(Peer peer);

    @Override
    void close();
}
