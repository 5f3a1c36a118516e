// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;
import org.parley.media.turn.TurnCredentials;
import org.parley.media.turn.TurnSession;

/// One client's stream of TURN, and for each of the server's addresses that it uses a socket to the media on
/// this machine, read by a virtual thread of its own. Packets for a client that reads too slowly are dropped,
/// as a network would.
final class RelayConnection extends AbstractConnection implements Connection.UpgradeTo, TurnSession.Out {
    /// Until there is an allocation. A browser makes it at once.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// An allocation lives for ten minutes and is refreshed before (RFC 8656 §3.2).
    private static final Duration IDLE = Duration.ofMinutes(11);

    /// Half a second of good video: what is older is worth nothing.
    private static final int MOST_QUEUED = 256 * 1024;

    private static final int MAX_PACKET = 1_600;

    private final Relay relay;
    private final InstantSource clock;
    private final InetSocketAddress relayedAddress;
    private final TurnSession session;
    private final @Nullable DatagramChannel[] sockets;
    private final ByteBuffer in = ByteBuffer.allocateDirect(4_096).flip();
    private final Writer writer = new Writer();
    private @Nullable String holder;
    private boolean closed;

    RelayConnection(
            EndPoint endPoint,
            Executor executor,
            Relay relay,
            TurnCredentials credentials,
            List<InetSocketAddress> peers,
            String nonce,
            InstantSource clock) {
        super(endPoint, executor);
        this.relay = relay;
        this.clock = clock;
        var client = (InetSocketAddress) endPoint.getRemoteSocketAddress();
        this.session = new TurnSession(credentials, peers, client, nonce, this);
        this.sockets = new DatagramChannel[peers.size()];
        this.relayedAddress = peers.getFirst();
        endPoint.setIdleTimeout(PATIENCE.toMillis());
    }

    @Override
    public void onUpgradeTo(ByteBuffer read) {
        in.compact().put(read).flip();
    }

    @Override
    public void onOpen() {
        super.onOpen();
        receive(in);
        fillInterested();
    }

    @Override
    public void onFillable() {
        try {
            while (true) {
                in.clear();
                int count = getEndPoint().fill(in.flip());
                if (count == 0) {
                    fillInterested();
                    return;
                }
                if (count < 0) {
                    close();
                    return;
                }
                receive(in);
            }
        } catch (IOException ignored) {
            close(); // the client has gone
        }
    }

    private void receive(ByteBuffer bytes) {
        synchronized (session) {
            session.receive(bytes, clock.instant());
        }
    }

    @Override
    public @Nullable InetSocketAddress allocate(String username) {
        // The name begins with when it ends, which a reconnection changes.
        String who = username.substring(username.indexOf(':') + 1);
        if (!relay.take(who)) {
            return null;
        }
        holder = who;
        getEndPoint().setIdleTimeout(IDLE.toMillis());
        // Nobody sends there: the server's media answers whoever reached it.
        return new InetSocketAddress(
                relayedAddress.getAddress(), socket(0).socket().getLocalPort());
    }

    @Override
    public void toPeer(int peer, byte[] bytes, int offset, int length) {
        try {
            socket(peer).write(ByteBuffer.wrap(bytes, offset, length));
        } catch (IOException ignored) {
            // as a packet that was lost
        }
    }

    private DatagramChannel socket(int peer) {
        DatagramChannel open = sockets[peer];
        if (open != null) {
            return open;
        }
        try {
            DatagramChannel made = DatagramChannel.open().connect(relay.media());
            sockets[peer] = made;
            Thread.ofVirtual().name("relay").start(() -> read(peer, made));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(int peer, DatagramChannel socket) {
        var packet = ByteBuffer.allocate(MAX_PACKET);
        while (socket.isOpen()) {
            try {
                socket.read(packet.clear());
                synchronized (session) {
                    session.fromPeer(peer, packet.array(), packet.position());
                }
            } catch (PortUnreachableException ignored) {
                // the media has been closed, and this connection will be
            } catch (IOException ignored) {
                return;
            }
        }
    }

    @Override
    public void toClient(byte[] bytes) {
        writer.add(bytes);
    }

    @Override
    public void close() {
        synchronized (session) {
            if (closed) {
                return;
            }
            closed = true;
            if (holder != null) {
                relay.giveBack(holder);
            }
            for (DatagramChannel socket : sockets) {
                closeQuietly(socket);
            }
        }
        super.close();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        close();
        super.onClose(cause);
    }

    private static void closeQuietly(@Nullable DatagramChannel socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException ignored) {
                // nothing is left to do with it
            }
        }
    }

    /// Writes what is queued, one after the other.
    private final class Writer extends IteratingCallback {
        private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
        private int queued;
        private int writing;

        void add(byte[] bytes) {
            synchronized (queue) {
                if (queued + bytes.length > MOST_QUEUED) {
                    return;
                }
                queued += bytes.length;
                queue.add(ByteBuffer.wrap(bytes));
            }
            iterate();
        }

        @Override
        protected Action process() {
            ByteBuffer next;
            synchronized (queue) {
                queued -= writing;
                writing = 0;
                next = queue.poll();
                if (next == null) {
                    return Action.IDLE;
                }
                writing = next.remaining();
            }
            getEndPoint().write(this, next);
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            close();
        }
    }
}
